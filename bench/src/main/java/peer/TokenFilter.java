package peer;

import java.io.IOException;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

@Component
class TokenFilter extends OncePerRequestFilter {

	private final String expected;

	TokenFilter(@Value("${API_TOKEN}") String token) {
		this.expected = "Bearer " + token;
	}

	@Override
	protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
			throws ServletException, IOException {
		if (!this.expected.equals(request.getHeader("Authorization"))) {
			response.sendError(HttpServletResponse.SC_UNAUTHORIZED);
			return;
		}
		request.setAttribute("caller", "bench");
		chain.doFilter(request, response);
	}

}
