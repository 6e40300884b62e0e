package rootpassword.kit.provider;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;

import tools.jackson.databind.json.JsonMapper;

/**
 * An event in the provider's trail, in its own form. The worst case: it shows the
 * password.
 *
 * @param at when the call was received
 */
public record TrailEvent(Instant at, Map<String, Object> fields) {

	/** The account under which this service calls the provider. */
	public static final String SERVICE = "root-password";

	/** The event of a call that the provider stub has received. */
	public static TrailEvent of(ReceivedReset reset) {
		Map<String, Object> parameters = new TreeMap<>(reset.parameters());
		return event(reset.receivedAt(), parameters, SERVICE).with("requestId", reset.requestId())
			.with("userAgent", String.valueOf(reset.header("user-agent")))
			.with("errorCode", (reset.code() != null) ? reset.code() : "");
	}

	/** A reset by a person in the console. */
	public static TrailEvent byAlice(String instance, Instant at) {
		return event(at, Map.of("DBInstanceId", instance, "AccountName", "root", "AccountPassword", "Canary!4711-pw"),
				"alice")
			.with("requestId", UUID.randomUUID().toString())
			.with("userAgent", "Mozilla/5.0 (X11; Linux x86_64)");
	}

	private static TrailEvent event(Instant at, Map<String, Object> parameters, String user) {
		Map<String, Object> fields = new TreeMap<>(Map.of("eventName", "ResetAccountPassword", "eventTime",
				at.truncatedTo(ChronoUnit.SECONDS).toString(), "eventId", UUID.randomUUID().toString(), "acsRegion",
				"cn-hangzhou", "serviceName", "Dds", "sourceIpAddress", "192.0.2.9", "requestParameters", parameters,
				"userIdentity", Map.of("type", "ram-user", "userName", user, "accountId", "1234567890123456"),
				"eventVersion", 1, "additionalEventData", Map.of("Scheme", "https")));
		return new TrailEvent(at, fields);
	}

	/** With another value of a field; {@code null} leaves it out. */
	public TrailEvent with(String field, Object value) {
		return new TrailEvent(this.at, replaced(this.fields, field, value));
	}

	/** With another value of a parameter of the call. */
	@SuppressWarnings("unchecked")
	public TrailEvent withParameter(String name, Object value) {
		return with("requestParameters",
				replaced((Map<String, Object>) this.fields.get("requestParameters"), name, value));
	}

	/** As a call of this attempt. */
	public TrailEvent naming(Object attempt) {
		return with("userAgent", "AlibabaCloud (Linux; amd64) Java/21 Core/4.7.10 root-password/2.0 (" + attempt + ")");
	}

	private static Map<String, Object> replaced(Map<String, Object> map, String name, Object value) {
		Map<String, Object> replaced = new HashMap<>(map);
		replaced.put(name, value);
		replaced.values().removeIf((field) -> field == null);
		return replaced;
	}

	String json() {
		return JsonMapper.shared().writeValueAsString(this.fields);
	}

}
