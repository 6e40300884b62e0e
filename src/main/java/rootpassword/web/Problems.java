package rootpassword.web;

import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;
import rootpassword.reset.PasswordPolicy;
import rootpassword.reset.ProviderAnswer;
import rootpassword.reset.ResetOutcome.Rejected;
import rootpassword.reset.ResetReceipt;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.context.support.ResourceBundleMessageSource;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;

/**
 * Writes problems (RFC 9457), with sentences from {@code problems.properties}.
 */
final class Problems {

	private final ResourceBundleMessageSource sentences = new ResourceBundleMessageSource();

	private final PasswordPolicy policy;

	private final JsonMapper json;

	Problems(PasswordPolicy policy, JsonMapper json) {
		this.policy = policy;
		this.json = json;
		this.sentences.setBasename("problems");
		this.sentences.setDefaultEncoding("UTF-8");
		this.sentences.setFallbackToSystemLocale(false);
	}

	/** The problem of a request that never got as far as an attempt. */
	ResponseEntity<Object> answer(ProblemType type, HttpHeaders headers, List<Fault> faults,
			HttpServletRequest request) {
		ProblemDetail problem = problem(type, request);
		problem.setProperty("retryable", type.status().is5xxServerError());
		if (!faults.isEmpty()) {
			problem.setProperty("errors", faults);
		}
		return entity(problem, headers, null);
	}

	/** The problem that a receipt tells of. */
	ResponseEntity<Object> answer(ProblemType type, ResetReceipt receipt, HttpServletRequest request) {
		ProblemDetail problem = problem(type, request);
		ProviderAnswer answer = receipt.outcome().answer();
		problem.setProperty("retryable",
				!(receipt.outcome() instanceof Rejected rejected) || rejected.reason().retryable());
		set(problem, "attemptId", receipt.attempt());
		set(problem, "providerCode", answer.code());
		set(problem, "requestId", answer.requestId());
		// Where nothing was opened there is nothing to record
		set(problem, "recorded", (receipt.attempt() != null && !receipt.recorded()) ? false : null);
		return entity(problem, headers(receipt), receipt.retryAfter());
	}

	/** What a replay says of itself. */
	static HttpHeaders headers(ResetReceipt receipt) {
		HttpHeaders headers = new HttpHeaders();
		if (receipt.replayed()) {
			headers.set("Idempotent-Replayed", "true");
		}
		return headers;
	}

	/**
	 * The problem as text, for where there is no Spring to write it; it names no path,
	 * for there is none to trust.
	 */
	String json(ProblemType type) {
		ProblemDetail problem = problem(type, null);
		problem.setProperty("retryable", type.status().is5xxServerError());
		return this.json.writeValueAsString(problem);
	}

	Fault bodyFault(String pointer, String code) {
		return new Fault(pointer, null, null, code, sentence(pointer.substring(1).replace('/', '.'), code));
	}

	Fault headerFault(String header, String code) {
		return new Fault(null, header, null, code, sentence("." + header, code));
	}

	Fault parameterFault(String parameter, String code) {
		return new Fault(null, null, parameter, code, sentence("." + parameter, code));
	}

	private ProblemDetail problem(ProblemType type, @Nullable HttpServletRequest request) {
		ProblemDetail problem = ProblemDetail.forStatus(type.status());
		problem.setType(type.uri());
		problem.setTitle(type.title());
		problem.setDetail(this.sentences.getMessage("problem." + type.slug(), null, Locale.ENGLISH));
		if (request != null) {
			problem.setInstance(path(request));
		}
		problem.setProperty("outcome", type.outcome());
		return problem;
	}

	/** The sentence for this place, or else for any place. */
	private String sentence(String place, String code) {
		Object[] rules = { this.policy.minLength(), PasswordPolicy.MAX_LENGTH, PasswordPolicy.MIN_CLASSES,
				this.policy.specialCharacters() };
		String general = this.sentences.getMessage("fault." + code, rules, Locale.ENGLISH);
		return String.valueOf(this.sentences.getMessage("fault" + place + "." + code, rules, general, Locale.ENGLISH));
	}

	private static void set(ProblemDetail problem, String name, @Nullable Object value) {
		if (value != null) {
			problem.setProperty(name, (value instanceof Boolean) ? value : value.toString());
		}
	}

	private static ResponseEntity<Object> entity(ProblemDetail problem, HttpHeaders headers,
			@Nullable Duration retryAfter) {
		ResponseEntity.BodyBuilder entity = ResponseEntity.status(problem.getStatus())
			.headers(headers)
			.cacheControl(CacheControl.noStore())
			.contentType(MediaType.APPLICATION_PROBLEM_JSON);
		if (retryAfter != null) {
			// Rounded up: a repeat that comes a moment early would be refused again
			entity.header(HttpHeaders.RETRY_AFTER,
					String.valueOf(Math.max(1, retryAfter.plusNanos(999_999_999).toSeconds())));
		}
		return entity.body(problem);
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
