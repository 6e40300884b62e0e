package rootpassword.security;

import java.io.IOException;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Hides TRACE from {@code HttpServlet}, which would echo the request. Spring MVC rejects
 * the unknown method {@code trace} like any other.
 */
final class TraceFilter extends OncePerRequestFilter {

	@Override
	protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
			throws ServletException, IOException {
		chain.doFilter(!request.getMethod().equals("TRACE") ? request : new HttpServletRequestWrapper(request) {
			@Override
			public String getMethod() {
				return "trace";
			}
		}, response);
	}

}
