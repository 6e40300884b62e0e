package rootpassword.web.problem;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.apache.tomcat.util.http.InvalidParameterException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.webmvc.error.ErrorController;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.ResponseEntity;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.authentication.AuthenticationServiceException;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.web.firewall.RequestRejectedException;
import org.springframework.web.ErrorResponse;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.context.request.async.AsyncRequestNotUsableException;
import rootpassword.http.RequestContext;
import rootpassword.http.RequestContext.Action;
import rootpassword.http.SecurityHeaders;
import rootpassword.reset.LedgerUnavailableException;
import rootpassword.reset.ResetLedger;
import rootpassword.reset.ResetLedger.EarlyRefusal;
import rootpassword.reset.command.Actor;
import rootpassword.reset.command.Origin;
import rootpassword.reset.outcome.Rejection;

/**
 * Turns exceptions of the filters and of Spring MVC, and errors of Tomcat, into problems.
 * Records refusals in the trail.
 */
@RestController
@RestControllerAdvice
record ProblemAdvice(Problems problems, ResetLedger ledger) implements ErrorController {

	private static final Logger logger = LoggerFactory.getLogger(ProblemAdvice.class);

	private static final String REALM = "Bearer realm=\"root-password\"";

	@ExceptionHandler
	@Nullable ResponseEntity<Object> answer(Exception ex, HttpServletRequest request) {
		if (ex instanceof AsyncRequestNotUsableException) {
			// The client has closed the connection, so nothing is written
			return null;
		}
		ProblemException problem = problem(ex, request);
		problem.type.rejection()
			.filter((reason) -> reason.stage() == Rejection.Stage.REQUEST)
			.ifPresent((reason) -> record(reason, problem.comparedWithPassword, request));
		return this.problems.answer(problem.type, problem.headers, problem.faults, request);
	}

	/**
	 * Answers a request that Tomcat aborted after it had reached Spring, for example
	 * because its body is incomplete. If a client asks for this path itself, there is no
	 * error status, so the answer is 404.
	 */
	@RequestMapping("/error")
	ResponseEntity<Object> error(HttpServletRequest request, HttpServletResponse response) {
		// The filter that normally sets these headers does not run again
		SecurityHeaders.API.forEach(response::setHeader);
		ProblemType type = (request.getAttribute(RequestDispatcher.ERROR_STATUS_CODE) instanceof Integer status)
				? ProblemType.of(HttpStatusCode.valueOf(status)) : ProblemType.NOT_FOUND;
		return this.problems.answer(type, HttpHeaders.EMPTY, List.of(), request);
	}

	private static ProblemException problem(Exception thrown, HttpServletRequest request) {
		return switch (thrown) {
			case ProblemException ex -> ex;
			// An issuer's keys are unavailable; they are fetched again after about 10 s
			case AuthenticationServiceException ex ->
				new ProblemException(ProblemType.IDENTITY_UNAVAILABLE).with(HttpHeaders.RETRY_AFTER, "10");
			case OAuth2AuthenticationException ex -> new ProblemException(ProblemType.UNAUTHENTICATED)
				.with(HttpHeaders.WWW_AUTHENTICATE, REALM + ", error=\"invalid_token\"");
			// RFC 6750: if a request has no token, its answer has no error code
			case AuthenticationException ex ->
				new ProblemException(ProblemType.UNAUTHENTICATED).with(HttpHeaders.WWW_AUTHENTICATE, REALM);
			case AccessDeniedException ex -> new ProblemException(ProblemType.FORBIDDEN);
			// The firewall of Spring Security found a malformed path or header
			case RequestRejectedException ex -> new ProblemException(ProblemType.INVALID_REQUEST, Fault.inMessage());
			// The query is malformed. Tomcat parses it when a parameter is first read
			case InvalidParameterException ex -> new ProblemException(ProblemType.INVALID_REQUEST, Fault.inMessage());
			// An endpoint of the management port cannot read the body
			case HttpMessageNotReadableException ex ->
				new ProblemException(ProblemType.INVALID_REQUEST, Fault.inBody("#", "malformed-json"));
			case LedgerUnavailableException ex -> {
				logger.warn("A {} request failed: the ledger is unavailable ({})", request.getMethod(),
						ex.getMessage());
				yield new ProblemException(ProblemType.LEDGER_UNAVAILABLE);
			}
			case ErrorResponse ex -> problem(ex);
			default -> {
				// The log gets the stack trace only: the message might quote the request
				Throwable place = new Throwable(thrown.getClass().getName());
				place.setStackTrace(thrown.getStackTrace());
				logger.error("A request failed", place);
				yield new ProblemException(ProblemType.INTERNAL_ERROR);
			}
		};
	}

	/** Adds HEAD: Spring MVC answers it like GET, but leaves it out of {@code Allow}. */
	private static ProblemException problem(ErrorResponse error) {
		ProblemException problem = new ProblemException(ProblemType.of(error.getStatusCode()));
		problem.headers.addAll(error.getHeaders());
		Set<HttpMethod> allowed = new LinkedHashSet<>(problem.headers.getAllow());
		if (allowed.contains(HttpMethod.GET)) {
			allowed.add(HttpMethod.HEAD);
			problem.headers.setAllow(allowed);
		}
		return problem;
	}

	/**
	 * Records that a reset or validation was refused before it reached the core, if its
	 * caller is authenticated. The response is the same if that fails.
	 * @param comparedWithPassword whether the user is known not to be the password;
	 * otherwise the row leaves the user out, because the trail is kept for ever
	 */
	private void record(Rejection reason, boolean comparedWithPassword, HttpServletRequest request) {
		RequestContext context = RequestContext.of(request).orElse(null);
		if (context == null || (context.action() != Action.RESET && context.action() != Action.VALIDATE)) {
			return;
		}
		Actor actor = comparedWithPassword ? context.actor() : context.actor().onBehalfOf(null);
		try {
			this.ledger.recordRefusal(new EarlyRefusal(new Origin(actor, null, RequestContext.traceId()),
					context.instance(), reason, context.action() == Action.VALIDATE));
		}
		catch (LedgerUnavailableException ex) {
			logger.warn("A refusal ({}) of {} is not in the trail ({})", reason.code(), actor.caller(),
					ex.getMessage());
		}
	}

}
