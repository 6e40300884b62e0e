package rootpassword.web.problem;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;

import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Component;
import rootpassword.http.RequestContext;
import rootpassword.reset.Admission.EarlierOutcome;
import rootpassword.reset.ResetReceipt;
import rootpassword.reset.outcome.ProviderAnswer;
import rootpassword.reset.password.PasswordPolicy;
import tools.jackson.databind.json.JsonMapper;

/** Creates problems (RFC 9457) in the language that the request prefers. */
@Component
public final class Problems {

	private final ProblemTexts texts;

	private final JsonMapper json;

	Problems(PasswordPolicy policy, JsonMapper json) {
		this.texts = ProblemTexts.english(policy);
		this.json = json;
	}

	/** The problem of a request that did not reach the core. */
	public ResponseEntity<Object> answer(ProblemType type, HttpHeaders headers, List<Fault> faults,
			HttpServletRequest request) {
		ProblemTexts texts = texts(request);
		return entity(problem(type, path(request), faults, texts), headers, texts);
	}

	/** The problem of a request that the core answered. */
	public ResponseEntity<Object> answer(ProblemType outcome, ResetReceipt receipt, HttpServletRequest request) {
		// Without an attempt no provider was asked for the instance
		ProblemType type = (outcome == ProblemType.INSTANCE_NOT_FOUND && receipt.attempt() == null)
				? ProblemType.NO_TARGET : outcome;
		ProblemTexts texts = texts(request);
		ProblemDetail problem = problem(type, path(request), List.of(), texts);
		ProviderAnswer answer = receipt.outcome().answer();
		// Codes for an unchanged password have this word: InvalidPassword.SameAsOld
		if (type == ProblemType.PASSWORD_REFUSED && answer.code() != null && answer.code().contains("Same")) {
			problem.setDetail(texts.text("problem.password-refused.same"));
		}
		EarlierOutcome earlier = receipt.earlier();
		// The text of an unconfirmed attempt says already that the password may be new
		if (earlier != null && type != ProblemType.UNCONFIRMED) {
			problem.setProperty("earlierOutcome", earlier.code());
			problem.setDetail(problem.getDetail() + " " + texts.text("earlier." + earlier.code()));
		}
		set(problem, "attemptId", receipt.attempt());
		set(problem, "providerCode", answer.code());
		set(problem, "requestId", answer.requestId());
		set(problem, "recorded", recorded(receipt));
		set(problem, "effective", effective(receipt));
		HttpHeaders headers = headers(receipt);
		if (receipt.retryAfter() != null) {
			// Rounded up, so that a retry does not come too early
			long seconds = Math.max(1, receipt.retryAfter().plusNanos(999_999_999).toSeconds());
			headers.set(HttpHeaders.RETRY_AFTER, String.valueOf(seconds));
		}
		return entity(problem, headers, texts);
	}

	/** False, or {@code null} if recorded, or if there is no attempt to record. */
	public static @Nullable Boolean recorded(ResetReceipt receipt) {
		return (receipt.attempt() != null && !receipt.recorded()) ? false : null;
	}

	/** True, or {@code null} if not known to be effective. */
	public static @Nullable Boolean effective(ResetReceipt receipt) {
		return receipt.effective() ? true : null;
	}

	/** The header that marks a replay; none if the answer is not a replay. */
	public static HttpHeaders headers(ResetReceipt receipt) {
		HttpHeaders headers = new HttpHeaders();
		if (receipt.replayed()) {
			headers.set("Idempotent-Replayed", "true");
		}
		return headers;
	}

	/**
	 * The problem as JSON, for a request that Spring has not seen. It contains no path,
	 * because the path may be malformed.
	 */
	public String json(ProblemType type, List<Fault> faults, ProblemTexts texts) {
		return this.json.writeValueAsString(problem(type, null, faults, texts));
	}

	/** The texts in the language that the request prefers. */
	public ProblemTexts texts(HttpServletRequest request) {
		return this.texts.in(ProblemTexts.preferred(request));
	}

	private static ProblemDetail problem(ProblemType type, @Nullable URI path, List<Fault> faults, ProblemTexts texts) {
		ProblemDetail problem = ProblemDetail.forStatus(type.status());
		problem.setType(type.uri());
		problem.setTitle(texts.title(type));
		problem.setDetail(texts.detail(type));
		problem.setInstance(path);
		problem.setProperty("outcome", type.outcome());
		set(problem, "traceId", RequestContext.traceId());
		problem.setProperty("retryable", type.retryable());
		if (!faults.isEmpty()) {
			problem.setProperty("errors", faults.stream().map((fault) -> fault.in(texts)).toList());
		}
		return problem;
	}

	private static void set(ProblemDetail problem, String name, @Nullable Object value) {
		if (value != null) {
			problem.setProperty(name, (value instanceof Boolean) ? value : value.toString());
		}
	}

	private static ResponseEntity<Object> entity(ProblemDetail problem, HttpHeaders headers, ProblemTexts texts) {
		return ResponseEntity.status(problem.getStatus())
			.headers(headers)
			.header(HttpHeaders.CONTENT_LANGUAGE, texts.language())
			.cacheControl(CacheControl.noStore())
			.contentType(MediaType.APPLICATION_PROBLEM_JSON)
			.body(problem);
	}

	private static URI path(HttpServletRequest request) {
		try {
			Object failed = request.getAttribute(RequestDispatcher.ERROR_REQUEST_URI);
			return new URI((failed != null) ? failed.toString() : request.getRequestURI());
		}
		catch (URISyntaxException ex) {
			return URI.create("/");
		}
	}

}
