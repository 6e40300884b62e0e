package rootpassword.security;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.springframework.security.authentication.AuthenticationServiceException;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.web.AuthenticationEntryPoint;
import org.springframework.web.servlet.HandlerExceptionResolver;
import rootpassword.security.token.BadTokenException;
import rootpassword.security.token.TokenFault;

/**
 * Logs a failed authentication and lets the web package write the problem.
 */
final class UnauthenticatedEntryPoint implements AuthenticationEntryPoint {

	private final AuthenticationFailureLog log;

	private final HandlerExceptionResolver problems;

	UnauthenticatedEntryPoint(AuthenticationFailureLog log, HandlerExceptionResolver problems) {
		this.log = log;
		this.problems = problems;
	}

	@Override
	public void commence(HttpServletRequest request, HttpServletResponse response, AuthenticationException ex) {
		// An unavailable issuer has a log line of its own
		if (!(ex instanceof AuthenticationServiceException)) {
			this.log.add(fault(ex), request.getRemoteAddr());
		}
		this.problems.resolveException(request, response, null, ex);
	}

	private static TokenFault fault(AuthenticationException ex) {
		return switch (ex) {
			case BadTokenException bad -> bad.fault();
			case OAuth2AuthenticationException malformed -> TokenFault.MALFORMED;
			default -> TokenFault.MISSING;
		};
	}

}
