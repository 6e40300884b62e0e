package rootpassword.security;

import java.io.IOException;
import java.util.List;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.springframework.web.HttpRequestMethodNotSupportedException;
import org.springframework.web.filter.OncePerRequestFilter;
import org.springframework.web.servlet.HandlerExceptionResolver;

/**
 * Rejects all methods but GET and HEAD on public resources.
 */
final class ReadOnlyMethodsFilter extends OncePerRequestFilter {

	private static final List<String> METHODS = List.of("GET", "HEAD");

	private final HandlerExceptionResolver problems;

	ReadOnlyMethodsFilter(HandlerExceptionResolver problems) {
		this.problems = problems;
	}

	@Override
	protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
			throws ServletException, IOException {
		if (METHODS.contains(request.getMethod())) {
			chain.doFilter(request, response);
			return;
		}
		this.problems.resolveException(request, response, null,
				new HttpRequestMethodNotSupportedException(request.getMethod(), METHODS));
	}

}
