package rootpassword.alibaba.credentials;

import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import com.aliyuncs.auth.BasicSessionCredentials;
import org.jspecify.annotations.Nullable;
import rootpassword.alibaba.transport.StrictJson;
import rootpassword.http.AtMostOnceClient;
import rootpassword.http.Delivery.Answered;
import rootpassword.http.Delivery.Unanswered;
import rootpassword.http.Delivery.Unsent;
import rootpassword.reset.Deadline;
import tools.jackson.databind.JsonNode;

/**
 * Exchanges the pod's token for a temporary key: AssumeRoleWithOIDC of STS, version
 * 2015-04-01. The token authenticates the request, so the request is not signed. The
 * token is sent in the body, so that it appears in no URL.
 *
 * @param origin such as {@code https://sts.aliyuncs.com}
 */
record TokenService(String origin, RamRole role, AtMostOnceClient client, InstantSource clock) {

	private static final String QUERY = "/?Action=AssumeRoleWithOIDC&Format=JSON&Version=2015-04-01";

	private static final Map<String, String> HEADERS = Map.of("Content-Type", "application/x-www-form-urlencoded",
			"Accept", "application/json");

	private static final Pattern KEY_PART = Pattern.compile("[!-~]+");

	private static final Pattern TIME = Pattern.compile("[0-9TZ:.-]{20,30}");

	/**
	 * Sends one request, and returns by the deadline.
	 * @throws NoCredentialsException if there is no answer with a valid key
	 */
	TemporaryKey fetchKey(Deadline deadline) throws NoCredentialsException {
		String token = this.role.token();
		if (token == null) {
			throw new NoCredentialsException("the token file cannot be read");
		}
		// Every role allows sessions of one hour
		byte[] form = form(Map.of("RoleArn", this.role.arn(), "OIDCProviderArn", this.role.oidcProviderArn(),
				"OIDCToken", token, "RoleSessionName", "root-password", "DurationSeconds", "3600"));
		return switch (this.client.post(URI.create(this.origin + QUERY), HEADERS, form, deadline)) {
			case Unsent(String cause) -> throw new NoCredentialsException(cause);
			case Unanswered(String cause, int status) -> throw new NoCredentialsException(cause);
			case Answered answered -> read(answered);
		};
	}

	private TemporaryKey read(Answered answered) throws NoCredentialsException {
		JsonNode body = StrictJson.object(answered.body());
		if (answered.status() != 200) {
			String code = StrictJson.word(body, "Code");
			throw new NoCredentialsException(
					"HTTP " + answered.status() + " " + ((code != null) ? code : "without a readable code"));
		}
		JsonNode key = (body != null) ? body.get("Credentials") : null;
		String id = StrictJson.text(key, "AccessKeyId", KEY_PART);
		String secret = StrictJson.text(key, "AccessKeySecret", KEY_PART);
		String token = StrictJson.text(key, "SecurityToken", KEY_PART);
		Instant expires = time(StrictJson.text(key, "Expiration", TIME));
		if (id == null || secret == null || token == null || expires == null) {
			throw new NoCredentialsException("HTTP 200 without a readable key");
		}
		Instant now = this.clock.instant();
		if (!expires.isAfter(now)) {
			throw new NoCredentialsException("the key was already expired");
		}
		return new TemporaryKey(new BasicSessionCredentials(id, secret, token), now, expires);
	}

	private static @Nullable Instant time(@Nullable String text) {
		try {
			return (text != null) ? Instant.parse(text) : null;
		}
		catch (DateTimeException ex) {
			return null;
		}
	}

	private static byte[] form(Map<String, String> parameters) {
		return parameters.entrySet()
			.stream()
			.map((field) -> field.getKey() + "=" + URLEncoder.encode(field.getValue(), StandardCharsets.UTF_8))
			.collect(Collectors.joining("&"))
			.getBytes(StandardCharsets.US_ASCII);
	}

}
