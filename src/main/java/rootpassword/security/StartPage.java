package rootpassword.security;

import java.io.IOException;

import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.springframework.http.HttpHeaders;
import org.springframework.security.web.util.matcher.RequestMatcher;

/**
 * Leads a browser that opens the bare address to Swagger UI. It matches that request
 * only.
 */
final class StartPage implements RequestMatcher, Filter {

	@Override
	public boolean matches(HttpServletRequest request) {
		String accept = request.getHeader(HttpHeaders.ACCEPT);
		return (request.getMethod().equals("GET") || request.getMethod().equals("HEAD"))
				&& request.getRequestURI().equals(request.getContextPath() + "/") && accept != null
				&& accept.contains("text/html");
	}

	@Override
	public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain) throws IOException {
		HttpServletResponse redirect = (HttpServletResponse) response;
		redirect.setStatus(HttpServletResponse.SC_SEE_OTHER);
		// Relative, so it also holds behind a proxy that serves another path
		redirect.setHeader(HttpHeaders.LOCATION, "docs");
	}

}
