package rootpassword.security;

import java.util.List;

import jakarta.servlet.Filter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import org.springframework.web.HttpRequestMethodNotSupportedException;
import org.springframework.web.servlet.HandlerExceptionResolver;

/**
 * Filters that depend on the HTTP method.
 */
final class MethodFilters {

	private static final List<String> SAFE = List.of("GET", "HEAD");

	private MethodFilters() {
	}

	/** Rejects all methods but GET and HEAD. */
	static Filter readOnly(HandlerExceptionResolver problems) {
		return (request, response, chain) -> {
			String method = ((HttpServletRequest) request).getMethod();
			if (SAFE.contains(method)) {
				chain.doFilter(request, response);
			}
			else {
				problems.resolveException((HttpServletRequest) request, (HttpServletResponse) response, null,
						new HttpRequestMethodNotSupportedException(method, SAFE));
			}
		};
	}

	/**
	 * Hides TRACE from {@code HttpServlet}, which would echo the request. Spring MVC
	 * rejects the unknown method {@code trace} like any other.
	 */
	static Filter hideTrace() {
		return (request, response, chain) -> chain
			.doFilter(new HttpServletRequestWrapper((HttpServletRequest) request) {
				@Override
				public String getMethod() {
					return super.getMethod().equals("TRACE") ? "trace" : super.getMethod();
				}
			}, response);
	}

}
