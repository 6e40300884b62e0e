package rootpassword.alibaba;

import java.time.Duration;
import java.util.Optional;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;
import rootpassword.alibaba.transport.Delivery.Answered;
import rootpassword.alibaba.transport.StrictJson;
import rootpassword.reset.ProviderAnswer;
import rootpassword.reset.Rejection;
import rootpassword.reset.ResetOutcome;
import rootpassword.reset.ResetOutcome.Accepted;
import rootpassword.reset.ResetOutcome.Rejected;
import rootpassword.reset.ResetOutcome.Unconfirmed;
import tools.jackson.databind.JsonNode;

/**
 * Reads an answer no further than it can be trusted: what is not one strict JSON object
 * with the provider's own words in it settles nothing, whatever its status, for a proxy
 * on the way may have written it after the request went through.
 */
final class ProviderAnswerReader {

	private static final Pattern MILLISECONDS = Pattern.compile("\\d{1,12}");

	private static final Duration LONGEST_WAIT = Duration.ofHours(1);

	private ProviderAnswerReader() {
	}

	static Verdict read(Answered answered) {
		int status = answered.status();
		JsonNode body = StrictJson.object(answered.body());
		String code = StrictJson.word(body, "Code");
		String requestId = StrictJson.word(body, "RequestId");
		ProviderAnswer answer = new ProviderAnswer(status, code, requestId, retryAfter(answered.retryAfter()));
		if (code != null) {
			Optional<Rejection> rejection = ProviderErrorCodes.meaning(code, status);
			return rejection.<Verdict>map((reason) -> new Verdict(new Rejected(reason, answer), "refused"))
				.orElseGet(() -> doubt(answer, "HTTP " + status + " with a code that settles nothing"));
		}
		if (status != 200) {
			return doubt(answer, "HTTP " + status + " without a readable code");
		}
		// A success that names an error, if only an unreadable one, is no success
		if (body != null && body.hasNonNull("Code")) {
			return doubt(answer, "HTTP 200 with an unreadable code");
		}
		return (requestId != null) ? new Verdict(new Accepted(answer), "accepted")
				: doubt(answer, "HTTP 200 without a request id");
	}

	private static Verdict doubt(ProviderAnswer answer, String cause) {
		return new Verdict(new Unconfirmed(answer), cause);
	}

	private static @Nullable Duration retryAfter(@Nullable String header) {
		if (header == null || !MILLISECONDS.matcher(header).matches()) {
			return null;
		}
		Duration wait = Duration.ofMillis(Long.parseLong(header));
		return (wait.compareTo(LONGEST_WAIT) < 0) ? wait : LONGEST_WAIT;
	}

	/**
	 * An outcome and, in words of ours, what it rests on.
	 */
	record Verdict(ResetOutcome outcome, String cause) {
	}

}
