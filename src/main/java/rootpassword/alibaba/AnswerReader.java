package rootpassword.alibaba;

import java.time.Duration;
import java.util.Optional;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;
import rootpassword.alibaba.Delivery.Answered;
import rootpassword.reset.ProviderAnswer;
import rootpassword.reset.Rejection;
import rootpassword.reset.ResetOutcome;
import rootpassword.reset.ResetOutcome.Accepted;
import rootpassword.reset.ResetOutcome.Rejected;
import rootpassword.reset.ResetOutcome.Unconfirmed;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reads an answer no further than it can be trusted: what is not one strict JSON object
 * with the provider's own words in it settles nothing, whatever its status, for a proxy
 * on the way may have written it after the request went through.
 */
final class AnswerReader {

	private static final JsonMapper MAPPER = JsonMapper
		.builder(JsonFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build())
		.enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
		.build();

	private static final Pattern WORD = Pattern.compile("[A-Za-z0-9._-]{1,80}");

	private static final Pattern MILLISECONDS = Pattern.compile("\\d{1,12}");

	private static final Duration LONGEST_WAIT = Duration.ofHours(1);

	private AnswerReader() {
	}

	static Verdict read(Answered answered) {
		int status = answered.status();
		JsonNode body = parse(answered.body());
		String code = word(body, "Code");
		String requestId = word(body, "RequestId");
		ProviderAnswer answer = new ProviderAnswer(status, code, requestId, retryAfter(answered.retryAfter()));
		if (code != null) {
			Optional<Rejection> rejection = AlibabaErrors.meaning(code, status);
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

	private static @Nullable JsonNode parse(byte[] body) {
		try {
			JsonNode node = MAPPER.readTree(body);
			return node.isObject() ? node : null;
		}
		catch (JacksonException ex) {
			// Its message quotes the body
			return null;
		}
	}

	private static @Nullable String word(@Nullable JsonNode body, String name) {
		JsonNode value = (body != null) ? body.get(name) : null;
		return (value != null && value.isString() && WORD.matcher(value.stringValue()).matches()) ? value.stringValue()
				: null;
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
