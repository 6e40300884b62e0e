package rootpassword.alibaba.credentials;

import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import com.aliyuncs.auth.BasicSessionCredentials;
import org.jspecify.annotations.Nullable;
import rootpassword.alibaba.credentials.TokenServiceAnswer.Failed;
import rootpassword.alibaba.credentials.TokenServiceAnswer.Issued;
import rootpassword.alibaba.transport.AtMostOnceClient;
import rootpassword.alibaba.transport.Delivery.Answered;
import rootpassword.alibaba.transport.Delivery.Unanswered;
import rootpassword.alibaba.transport.Delivery.Unsent;
import rootpassword.alibaba.transport.StrictJson;
import rootpassword.reset.Deadline;
import tools.jackson.databind.JsonNode;

/**
 * Exchanges the pod's token for a temporary key: AssumeRoleWithOIDC of STS, version
 * 2015-04-01. The request needs no signature; the token is its proof, so it travels in
 * the body and shows up nowhere else.
 */
final class TokenService implements AutoCloseable {

	private static final String QUERY = "/?Action=AssumeRoleWithOIDC&Format=JSON&Version=2015-04-01";

	private static final Map<String, String> HEADERS = Map.of("Content-Type", "application/x-www-form-urlencoded",
			"Accept", "application/json");

	private static final Pattern KEY_PART = Pattern.compile("[!-~]+");

	private static final Pattern TIME = Pattern.compile("[0-9TZ:.-]{20,30}");

	private final URI address;

	private final RamRole role;

	private final AtMostOnceClient courier;

	/**
	 * Asks the service at this origin, such as {@code https://sts.aliyuncs.com}.
	 */
	TokenService(String origin, RamRole role, AtMostOnceClient courier) {
		this.address = URI.create(origin + QUERY);
		this.role = role;
		this.courier = courier;
	}

	/** Asks once; whatever happens is over by the deadline, and told without secrets. */
	TokenServiceAnswer exchange(Deadline deadline) {
		String token = this.role.token();
		if (token == null) {
			return new Failed("the token file cannot be read");
		}
		// An hour is what every role allows
		byte[] form = form(Map.of("RoleArn", this.role.arn(), "OIDCProviderArn", this.role.oidcProviderArn(),
				"OIDCToken", token, "RoleSessionName", "root-password", "DurationSeconds", "3600"));
		return switch (this.courier.deliver(this.address, HEADERS, form, deadline)) {
			case Unsent(String cause) -> new Failed(cause);
			case Unanswered(String cause) -> new Failed(cause);
			case Answered answered -> read(answered);
		};
	}

	private static TokenServiceAnswer read(Answered answered) {
		JsonNode body = StrictJson.object(answered.body());
		if (answered.status() != 200) {
			String code = StrictJson.word(body, "Code");
			return new Failed("HTTP " + answered.status() + " " + ((code != null) ? code : "without a readable code"));
		}
		JsonNode key = (body != null) ? body.get("Credentials") : null;
		String id = StrictJson.text(key, "AccessKeyId", KEY_PART);
		String secret = StrictJson.text(key, "AccessKeySecret", KEY_PART);
		String token = StrictJson.text(key, "SecurityToken", KEY_PART);
		Instant expires = time(StrictJson.text(key, "Expiration", TIME));
		return (id != null && secret != null && token != null && expires != null)
				? new Issued(new BasicSessionCredentials(id, secret, token), expires)
				: new Failed("HTTP 200 without a readable key");
	}

	private static @Nullable Instant time(@Nullable String text) {
		try {
			return (text != null) ? Instant.parse(text) : null;
		}
		catch (DateTimeParseException ex) {
			return null;
		}
	}

	private static byte[] form(Map<String, String> parameters) {
		return parameters.entrySet()
			.stream()
			.map((parameter) -> parameter.getKey() + "="
					+ URLEncoder.encode(parameter.getValue(), StandardCharsets.UTF_8))
			.collect(Collectors.joining("&"))
			.getBytes(StandardCharsets.US_ASCII);
	}

	@Override
	public void close() {
		this.courier.close();
	}

}
