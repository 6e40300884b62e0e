package rootpassword.alibaba;

import java.time.Duration;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;
import rootpassword.alibaba.transport.StrictJson;
import rootpassword.http.Delivery.Answered;
import rootpassword.reset.outcome.ProviderAnswer;
import rootpassword.reset.outcome.ResetOutcome;
import rootpassword.reset.outcome.ResetOutcome.Accepted;
import rootpassword.reset.outcome.ResetOutcome.Rejected;
import rootpassword.reset.outcome.ResetOutcome.Unconfirmed;
import tools.jackson.databind.JsonNode;

/**
 * Reads the provider's answer. Without a strict JSON object that holds a code or a
 * request id, the outcome is unconfirmed. The HTTP status does not matter then: a proxy
 * may have written the answer after the provider received the request.
 */
final class ProviderAnswerReader {

	private static final Pattern MILLISECONDS = Pattern.compile("\\d{1,12}");

	private static final Duration MAX_RETRY_AFTER = Duration.ofHours(1);

	private ProviderAnswerReader() {
	}

	static Verdict read(Answered answered) {
		int status = answered.status();
		JsonNode body = StrictJson.object(answered.body());
		String code = StrictJson.word(body, "Code");
		String requestId = StrictJson.word(body, "RequestId");
		ProviderAnswer answer = new ProviderAnswer(status, code, requestId,
				retryAfter(answered.headers().get("x-acs-retry-after")));
		if (code != null) {
			return ProviderErrorCodes.meaning(code, status)
				.map((reason) -> new Verdict(new Rejected(reason, answer), "refused"))
				.orElseGet(() -> unconfirmed(answer, "HTTP " + status + " with a code that settles nothing"));
		}
		if (status != 200) {
			return unconfirmed(answer, "HTTP " + status + " without a readable code");
		}
		// A code, even an unreadable one, contradicts the status
		if (body != null && body.hasNonNull("Code")) {
			return unconfirmed(answer, "HTTP 200 with an unreadable code");
		}
		return (requestId != null) ? new Verdict(new Accepted(answer), "accepted")
				: unconfirmed(answer, "HTTP 200 without a request id");
	}

	private static Verdict unconfirmed(ProviderAnswer answer, String cause) {
		return new Verdict(new Unconfirmed(answer), cause);
	}

	private static @Nullable Duration retryAfter(@Nullable String header) {
		if (header == null || !MILLISECONDS.matcher(header).matches()) {
			return null;
		}
		Duration pause = Duration.ofMillis(Long.parseLong(header));
		return (pause.compareTo(MAX_RETRY_AFTER) < 0) ? pause : MAX_RETRY_AFTER;
	}

	/** An outcome and its cause, for the log. The cause never quotes the provider. */
	record Verdict(ResetOutcome outcome, String cause) {
	}

}
