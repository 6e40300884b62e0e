package rootpassword.security;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.springframework.security.authentication.AuthenticationServiceException;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.web.AuthenticationEntryPoint;
import org.springframework.security.web.authentication.AuthenticationFailureHandler;
import org.springframework.web.servlet.HandlerExceptionResolver;
import rootpassword.security.token.BadTokenException;
import rootpassword.security.token.TokenFault;

/**
 * Turns away whom nobody knows: tells the log, and leaves the answer to the web package.
 */
final class UnauthenticatedEntryPoint implements AuthenticationEntryPoint, AuthenticationFailureHandler {

	private final AuthenticationFailureLog log;

	private final HandlerExceptionResolver problems;

	UnauthenticatedEntryPoint(AuthenticationFailureLog log, HandlerExceptionResolver problems) {
		this.log = log;
		this.problems = problems;
	}

	@Override
	public void commence(HttpServletRequest request, HttpServletResponse response, AuthenticationException ex) {
		// An issuer that cannot be asked makes nobody a stranger; its own log says so
		if (!(ex instanceof AuthenticationServiceException)) {
			this.log.add(fault(ex), request.getRemoteAddr());
		}
		this.problems.resolveException(request, response, null, ex);
	}

	@Override
	public void onAuthenticationFailure(HttpServletRequest request, HttpServletResponse response,
			AuthenticationException ex) {
		commence(request, response, ex);
	}

	private static TokenFault fault(AuthenticationException ex) {
		return switch (ex) {
			case BadTokenException bad -> bad.fault();
			case OAuth2AuthenticationException malformed -> TokenFault.MALFORMED;
			default -> TokenFault.MISSING;
		};
	}

}
