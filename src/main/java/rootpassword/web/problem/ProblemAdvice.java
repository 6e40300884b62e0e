package rootpassword.web.problem;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

import jakarta.servlet.http.HttpServletRequest;
import org.apache.tomcat.util.http.InvalidParameterException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.ResponseEntity;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.authentication.AuthenticationServiceException;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.web.firewall.RequestRejectedException;
import org.springframework.web.ErrorResponse;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.context.request.async.AsyncRequestNotUsableException;
import org.springframework.web.method.annotation.HandlerMethodValidationException;
import rootpassword.http.RequestContext;
import rootpassword.reset.LedgerUnavailableException;

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

	private final EarlyRefusalRecorder recorder;

	ProblemAdvice(Problems problems, EarlyRefusalRecorder recorder) {
		this.problems = problems;
		this.recorder = recorder;
	}

	@ExceptionHandler
	ResponseEntity<Object> unauthenticated(AuthenticationException ex, HttpServletRequest request) {
		HttpHeaders headers = new HttpHeaders();
		// RFC 6750: no error code for a request without a token
		headers.set(HttpHeaders.WWW_AUTHENTICATE, (ex instanceof OAuth2AuthenticationException)
				? "Bearer realm=\"root-password\", error=\"invalid_token\"" : "Bearer realm=\"root-password\"");
		return this.problems.answer(ProblemType.UNAUTHENTICATED, headers, List.of(), request);
	}

	@ExceptionHandler
	ResponseEntity<Object> identityUnavailable(AuthenticationServiceException ex, HttpServletRequest request) {
		HttpHeaders headers = new HttpHeaders();
		headers.set(HttpHeaders.RETRY_AFTER, ISSUER_RETRY_AFTER);
		return this.problems.answer(ProblemType.IDENTITY_UNAVAILABLE, headers, List.of(), request);
	}

	@ExceptionHandler
	ResponseEntity<Object> forbidden(AccessDeniedException ex, HttpServletRequest request) {
		return refuse(ProblemType.FORBIDDEN, HttpHeaders.EMPTY, List.of(), request);
	}

	@ExceptionHandler
	ResponseEntity<Object> rejectedByFirewall(RequestRejectedException ex, HttpServletRequest request) {
		return refuse(ProblemType.INVALID_REQUEST, HttpHeaders.EMPTY, List.of(Fault.inMessage()), request);
	}

	/** Tomcat parses a query at the first access to a parameter. */
	@ExceptionHandler
	ResponseEntity<Object> invalidQuery(InvalidParameterException ex, HttpServletRequest request) {
		return refuse(ProblemType.INVALID_REQUEST, HttpHeaders.EMPTY, List.of(Fault.inMessage()), request);
	}

	@ExceptionHandler
	ResponseEntity<Object> invalid(InvalidRequestException ex, HttpServletRequest request) {
		return refuse(ex.type(), HttpHeaders.EMPTY, ex.faults(), request);
	}

	@ExceptionHandler
	ResponseEntity<Object> ledgerUnavailable(LedgerUnavailableException ex, HttpServletRequest request) {
		logger.warn("A {} request failed: the ledger is unavailable ({})", request.getMethod(), ex.getMessage());
		return this.problems.answer(ProblemType.LEDGER_UNAVAILABLE, HttpHeaders.EMPTY, List.of(), request);
	}

	@ExceptionHandler
	ResponseEntity<Object> invalid(HandlerMethodValidationException ex, HttpServletRequest request) {
		List<Fault> faults = ConstraintFaults.find(ex);
		boolean onlyPassword = faults.stream().allMatch((fault) -> "#/password".equals(fault.pointer()));
		// The converter has compared all texts with the password, unless there was none
		boolean compared = faults.stream().noneMatch((fault) -> "required".equals(fault.code()));
		return refuse(onlyPassword ? ProblemType.PASSWORD_POLICY : ProblemType.INVALID_REQUEST, HttpHeaders.EMPTY,
				faults, compared, request);
	}

	/** The body is missing; the converter reports all other faults itself. */
	@ExceptionHandler
	ResponseEntity<Object> missingBody(HttpMessageNotReadableException ex, HttpServletRequest request) {
		return refuse(ProblemType.INVALID_REQUEST, HttpHeaders.EMPTY, List.of(Fault.inBody("#", "malformed-json")),
				request);
	}

	/** Writes nothing: the client has closed the connection. */
	@ExceptionHandler
	@Nullable ResponseEntity<Object> disconnected(AsyncRequestNotUsableException ex) {
		return null;
	}

	@ExceptionHandler
	ResponseEntity<Object> other(Exception ex, HttpServletRequest request) {
		if (ex instanceof ErrorResponse error) {
			return refuse(ProblemType.of(error.getStatusCode()), withHead(error.getHeaders()), List.of(), request);
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

	private ResponseEntity<Object> refuse(ProblemType type, HttpHeaders headers, List<Fault> faults,
			HttpServletRequest request) {
		return refuse(type, headers, faults, false, request);
	}

	private ResponseEntity<Object> refuse(ProblemType type, HttpHeaders headers, List<Fault> faults,
			boolean comparedWithPassword, HttpServletRequest request) {
		RequestContext.of(request)
			.ifPresent((context) -> type.earlyRejection()
				.ifPresent((reason) -> this.recorder.record(reason, comparedWithPassword, context)));
		return this.problems.answer(type, headers, faults, request);
	}

}
