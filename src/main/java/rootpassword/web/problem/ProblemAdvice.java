package rootpassword.web.problem;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import jakarta.servlet.http.HttpServletRequest;
import org.apache.tomcat.util.http.InvalidParameterException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.ResponseEntity;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.authentication.AuthenticationServiceException;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.web.firewall.RequestRejectedException;
import org.springframework.web.ErrorResponse;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.context.request.async.AsyncRequestNotUsableException;
import rootpassword.http.RequestContext;
import rootpassword.http.RequestContext.Action;
import rootpassword.reset.EarlyRefusal;
import rootpassword.reset.LedgerUnavailableException;
import rootpassword.reset.ResetLedger;
import rootpassword.reset.command.Actor;
import rootpassword.reset.command.Origin;
import rootpassword.reset.outcome.Rejection;

/**
 * Turns exceptions of the filters and of Spring MVC into problems, and records refusals
 * in the trail.
 */
@RestControllerAdvice
final class ProblemAdvice {

	private static final Logger logger = LoggerFactory.getLogger(ProblemAdvice.class);

	/** In seconds; the keys of an issuer are fetched again after about this time. */
	private static final String ISSUER_RETRY_AFTER = "10";

	private final Problems problems;

	private final ResetLedger ledger;

	ProblemAdvice(Problems problems, ResetLedger ledger) {
		this.problems = problems;
		this.ledger = ledger;
	}

	@ExceptionHandler
	ResponseEntity<Object> unauthenticated(AuthenticationException ex, HttpServletRequest request) {
		// RFC 6750: no error code for a request without a token
		String error = (ex instanceof OAuth2AuthenticationException) ? ", error=\"invalid_token\"" : "";
		return answer(ProblemType.UNAUTHENTICATED, HttpHeaders.WWW_AUTHENTICATE,
				"Bearer realm=\"root-password\"" + error, request);
	}

	@ExceptionHandler
	ResponseEntity<Object> identityUnavailable(AuthenticationServiceException ex, HttpServletRequest request) {
		return answer(ProblemType.IDENTITY_UNAVAILABLE, HttpHeaders.RETRY_AFTER, ISSUER_RETRY_AFTER, request);
	}

	@ExceptionHandler
	ResponseEntity<Object> forbidden(AccessDeniedException ex, HttpServletRequest request) {
		return refuse(new ProblemException(ProblemType.FORBIDDEN), HttpHeaders.EMPTY, request);
	}

	/**
	 * Rejected by Spring's firewall, or by Tomcat, which parses a query at the first
	 * access to a parameter.
	 */
	@ExceptionHandler({ RequestRejectedException.class, InvalidParameterException.class })
	ResponseEntity<Object> malformed(HttpServletRequest request) {
		return refuse(new ProblemException(ProblemType.INVALID_REQUEST, Fault.inMessage()), HttpHeaders.EMPTY, request);
	}

	@ExceptionHandler
	ResponseEntity<Object> problem(ProblemException ex, HttpServletRequest request) {
		return (ex.type() == ProblemType.TOO_MANY_READS) ? answer(ex.type(), HttpHeaders.RETRY_AFTER, "1", request)
				: refuse(ex, HttpHeaders.EMPTY, request);
	}

	@ExceptionHandler
	ResponseEntity<Object> ledgerUnavailable(LedgerUnavailableException ex, HttpServletRequest request) {
		logger.warn("A {} request failed: the ledger is unavailable ({})", request.getMethod(), ex.getMessage());
		return this.problems.answer(ProblemType.LEDGER_UNAVAILABLE, HttpHeaders.EMPTY, List.of(), request);
	}

	/** Writes nothing: the client has closed the connection. */
	@ExceptionHandler
	@Nullable ResponseEntity<Object> disconnected(AsyncRequestNotUsableException ex) {
		return null;
	}

	@ExceptionHandler
	ResponseEntity<Object> other(Exception ex, HttpServletRequest request) {
		if (ex instanceof ErrorResponse error) {
			return refuse(new ProblemException(ProblemType.of(error.getStatusCode())), withHead(error.getHeaders()),
					request);
		}
		// The log gets the stack trace only: the message might quote the request
		Throwable place = new Throwable(ex.getClass().getName());
		place.setStackTrace(ex.getStackTrace());
		logger.error("A request failed", place);
		return this.problems.answer(ProblemType.INTERNAL_ERROR, HttpHeaders.EMPTY, List.of(), request);
	}

	/** Spring MVC answers HEAD wherever it answers GET, but does not name it. */
	private static HttpHeaders withHead(HttpHeaders headers) {
		Set<HttpMethod> allowed = new LinkedHashSet<>(headers.getAllow());
		if (!allowed.contains(HttpMethod.GET)) {
			return headers;
		}
		allowed.add(HttpMethod.HEAD);
		HttpHeaders complete = HttpHeaders.copyOf(headers);
		complete.setAllow(allowed);
		return complete;
	}

	private ResponseEntity<Object> answer(ProblemType type, String header, String value, HttpServletRequest request) {
		HttpHeaders headers = new HttpHeaders();
		headers.set(header, value);
		return this.problems.answer(type, headers, List.of(), request);
	}

	/** Answers the problem, and records it if it is one of the trail. */
	private ResponseEntity<Object> refuse(ProblemException refusal, HttpHeaders headers, HttpServletRequest request) {
		Optional<Rejection> reason = refusal.type()
			.rejection()
			.filter((rejection) -> rejection.stage() == Rejection.Stage.REQUEST);
		RequestContext.of(request)
			.filter((context) -> context.action() == Action.RESET || context.action() == Action.VALIDATE)
			.ifPresent((context) -> reason
				.ifPresent((rejection) -> record(rejection, refusal.comparedWithPassword(), context)));
		return this.problems.answer(refusal.type(), headers, refusal.faults(), request);
	}

	/**
	 * Records a refused reset or validation of an authenticated caller, which the core
	 * never saw. A failure to record does not change the response.
	 * @param comparedWithPassword otherwise the row leaves out the user, who may be the
	 * password, because the trail is kept for ever
	 */
	private void record(Rejection reason, boolean comparedWithPassword, RequestContext context) {
		Actor actor = comparedWithPassword ? context.actor() : context.actor().onBehalfOf(null);
		try {
			this.ledger.note(new EarlyRefusal(new Origin(actor, null, RequestContext.traceId()), context.instance(),
					reason, context.action() == Action.VALIDATE));
		}
		catch (LedgerUnavailableException ex) {
			logger.warn("A refusal ({}) of {} is not in the trail ({})", reason.code(), actor.caller(),
					ex.getMessage());
		}
	}

}
