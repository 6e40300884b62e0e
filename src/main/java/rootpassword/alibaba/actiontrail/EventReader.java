package rootpassword.alibaba.actiontrail;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;
import rootpassword.alibaba.ProviderErrorCodes;
import rootpassword.alibaba.transport.StrictJson;
import rootpassword.reset.AttemptId;
import rootpassword.reset.command.InstanceId;
import rootpassword.reset.outcome.ProviderAnswer;
import rootpassword.reset.outcome.ResetOutcome;
import rootpassword.reset.outcome.ResetOutcome.Accepted;
import rootpassword.reset.outcome.ResetOutcome.Rejected;
import rootpassword.reset.outcome.ResetOutcome.Unconfirmed;
import rootpassword.reset.reconciliation.Lookup;
import rootpassword.reset.reconciliation.Lookup.Failed;
import rootpassword.reset.reconciliation.Lookup.Failure;
import rootpassword.reset.reconciliation.Lookup.Page;
import rootpassword.reset.reconciliation.Lookup.ProviderEvent;
import tools.jackson.databind.JsonNode;

/**
 * Reads answers of LookupEvents. Of each event it takes a few fields, each in a strict
 * syntax. Other fields are skipped, because the parameters of a call include the
 * password.
 */
final class EventReader {

	static final String EVENT_NAME = "ResetAccountPassword";

	private static final JsonNode PARAMETER_SHAPE = EventJson.shape("""
			{"DBInstanceId": "", "AccountName": ""}""");

	private static final JsonNode ANSWER_SHAPE = EventJson
		.shape("""
				{"Code": "", "NextToken": "", "Events": [{
					"eventName": "", "eventTime": "", "requestId": "", "errorCode": "", "userAgent": "", "sourceIpAddress": "",
					"userIdentity": {"userName": ""},
					"requestParameters": {"DBInstanceId": "", "AccountName": ""}, "requestParameterJson": ""}]}""");

	private static final Pattern TOKEN = Pattern.compile("[!-~]{1,2000}");

	private static final Pattern ANY = Pattern.compile(".*", Pattern.DOTALL);

	private static final Pattern USER = Pattern.compile("[A-Za-z0-9.@_:/-]{1,128}");

	private static final Pattern ADDRESS = Pattern.compile("[A-Za-z0-9.:_-]{1,45}");

	private static final Pattern ATTEMPT = Pattern.compile(
			"(?:^| )root-password/[A-Za-z0-9.+_-]{1,40} \\(([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\\)(?: |$)");

	private EventReader() {
	}

	static Lookup read(int status, byte[] body) {
		JsonNode answer = EventJson.object(body, ANSWER_SHAPE);
		String code = StrictJson.word(answer, "Code");
		if (answer == null || (status != 200 && code == null)) {
			return new Failed(throttles(status) ? Failure.THROTTLED : Failure.UNANSWERED,
					"HTTP " + status + " without a readable answer");
		}
		if (code != null) {
			return new Failed(
					(throttles(status) || code.startsWith("Throttling")) ? Failure.THROTTLED : Failure.REFUSED,
					"HTTP " + status, code);
		}
		String nextToken = StrictJson.text(answer, "NextToken", TOKEN);
		JsonNode events = answer.get("Events");
		if (events == null || !events.isArray() || (nextToken == null && !isAbsent(answer.get("NextToken")))) {
			return new Failed(Failure.UNANSWERED, "HTTP 200 without readable events");
		}
		return page(events, nextToken);
	}

	private static boolean throttles(int status) {
		return status == 429 || status == 503;
	}

	/** The provider writes an absent value in any of three ways. */
	private static boolean isAbsent(@Nullable JsonNode value) {
		return value == null || value.isNull() || (value.isString() && value.stringValue().isEmpty());
	}

	/** Counts the events that are not as expected. */
	private static Page page(JsonNode events, @Nullable String nextToken) {
		List<ProviderEvent> readable = new ArrayList<>();
		int malformed = 0;
		for (JsonNode event : events) {
			JsonNode parameters = parameters(event);
			String instance = StrictJson.text(parameters, "DBInstanceId", ANY);
			String account = StrictJson.text(parameters, "AccountName", ANY);
			boolean ofAnotherAccount = instance != null && account != null
					&& !(InstanceId.isValid(instance) && account.equals("root"));
			if (!ofAnotherAccount) {
				ProviderEvent read = (instance != null && account != null) ? event(event, new InstanceId(instance))
						: null;
				if (read != null) {
					readable.add(read);
				}
				else {
					malformed++;
				}
			}
		}
		return new Page(readable, malformed, nextToken);
	}

	private static @Nullable ProviderEvent event(JsonNode event, InstanceId instance) {
		String requestId = StrictJson.word(event, "requestId");
		Instant time = StrictJson.time(event, "eventTime");
		ResetOutcome outcome = (requestId != null) ? outcome(event, requestId) : null;
		if (requestId == null || time == null || outcome == null
				|| !EVENT_NAME.equals(StrictJson.word(event, "eventName"))) {
			return null;
		}
		return new ProviderEvent(attempt(event), instance, outcome, requestId, time,
				StrictJson.text(event.get("userIdentity"), "userName", USER),
				StrictJson.text(event, "sourceIpAddress", ADDRESS));
	}

	private static @Nullable JsonNode parameters(JsonNode event) {
		JsonNode parameters = event.get("requestParameters");
		if (parameters != null && parameters.isObject()) {
			return parameters;
		}
		// The same parameters as text
		String json = StrictJson.text(event, "requestParameterJson", ANY);
		return (json != null) ? EventJson.object(json.getBytes(StandardCharsets.UTF_8), PARAMETER_SHAPE) : null;
	}

	/** An error code that cannot be read must not look like a success. */
	private static @Nullable ResetOutcome outcome(JsonNode event, String requestId) {
		if (isAbsent(event.get("errorCode"))) {
			return new Accepted(new ProviderAnswer(null, null, requestId, null));
		}
		String code = StrictJson.word(event, "errorCode");
		if (code == null) {
			return null;
		}
		ProviderAnswer answer = new ProviderAnswer(null, code, requestId, null);
		return ProviderErrorCodes.meaning(code, 0)
			.<ResetOutcome>map((reason) -> new Rejected(reason, answer))
			.orElseGet(() -> new Unconfirmed(answer));
	}

	private static @Nullable AttemptId attempt(JsonNode event) {
		String userAgent = StrictJson.text(event, "userAgent", ANY);
		if (userAgent == null) {
			return null;
		}
		Matcher matcher = ATTEMPT.matcher(userAgent);
		return matcher.find() ? new AttemptId(UUID.fromString(matcher.group(1))) : null;
	}

}
