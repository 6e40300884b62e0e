package rootpassword.security;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.springframework.boot.actuate.audit.AuditEvent;
import org.springframework.boot.actuate.audit.listener.AuditApplicationEvent;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.security.authentication.AuthenticationServiceException;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.web.AuthenticationEntryPoint;
import org.springframework.security.web.authentication.AuthenticationFailureHandler;
import org.springframework.web.servlet.HandlerExceptionResolver;

/**
 * Turns away whom nobody knows: tells the log and whoever listens for an
 * {@link AuditEvent} of type {@value #EVENT}, and leaves the answer to the web package.
 */
final class Strangers implements AuthenticationEntryPoint, AuthenticationFailureHandler {

	/** With a {@link TokenFault} as {@code fault} and the address as {@code source}. */
	static final String EVENT = "AUTHENTICATION_FAILURE";

	private final StrangerLog log;

	private final ApplicationEventPublisher events;

	private final HandlerExceptionResolver problems;

	Strangers(StrangerLog log, ApplicationEventPublisher events, HandlerExceptionResolver problems) {
		this.log = log;
		this.events = events;
		this.problems = problems;
	}

	@Override
	public void commence(HttpServletRequest request, HttpServletResponse response, AuthenticationException ex) {
		// An issuer that cannot be asked makes nobody a stranger; its own log says so
		if (!(ex instanceof AuthenticationServiceException)) {
			TokenFault fault = fault(ex);
			String source = request.getRemoteAddr();
			this.log.add(fault, source);
			this.events.publishEvent(
					new AuditApplicationEvent("stranger", EVENT, "fault=" + fault.code(), "source=" + source));
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
