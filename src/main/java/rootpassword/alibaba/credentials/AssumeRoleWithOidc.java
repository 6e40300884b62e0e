package rootpassword.alibaba.credentials;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import com.aliyuncs.auth.AlibabaCloudCredentials;
import com.aliyuncs.auth.BasicSessionCredentials;
import org.jspecify.annotations.Nullable;
import rootpassword.alibaba.credentials.AccessKeys.NoCredentialsException;
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
 * @param origin of STS, such as {@code https://sts.aliyuncs.com}
 */
record AssumeRoleWithOidc(String origin, Role role, AtMostOnceClient client, InstantSource clock) {

	private static final String QUERY = "/?Action=AssumeRoleWithOIDC&Format=JSON&Version=2015-04-01";

	private static final Map<String, String> HEADERS = Map.of("Content-Type", "application/x-www-form-urlencoded",
			"Accept", "application/json");

	/** A token or a part of a key. */
	private static final Pattern WORD = Pattern.compile("[!-~]+");

	/**
	 * Sends one request, and returns by the deadline.
	 * @throws NoCredentialsException if there is no answer with a valid key
	 */
	TemporaryKey fetch(Deadline deadline) throws NoCredentialsException {
		String token = this.role.token();
		if (token == null) {
			throw new NoCredentialsException("the token file cannot be read");
		}
		// Every role allows sessions of one hour
		byte[] form = form(Map.of("RoleArn", this.role.arn, "OIDCProviderArn", this.role.oidcProviderArn, "OIDCToken",
				token, "RoleSessionName", "root-password", "DurationSeconds", "3600"));
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
		String id = StrictJson.text(key, "AccessKeyId", WORD);
		String secret = StrictJson.text(key, "AccessKeySecret", WORD);
		String token = StrictJson.text(key, "SecurityToken", WORD);
		Instant expires = StrictJson.time(key, "Expiration");
		if (id == null || secret == null || token == null || expires == null) {
			throw new NoCredentialsException("HTTP 200 without a readable key");
		}
		Instant now = this.clock.instant();
		if (!expires.isAfter(now)) {
			throw new NoCredentialsException("the key was already expired");
		}
		return new TemporaryKey(new BasicSessionCredentials(id, secret, token), now, expires);
	}

	private static byte[] form(Map<String, String> parameters) {
		return parameters.entrySet()
			.stream()
			.map((field) -> field.getKey() + "=" + URLEncoder.encode(field.getValue(), StandardCharsets.UTF_8))
			.collect(Collectors.joining("&"))
			.getBytes(StandardCharsets.US_ASCII);
	}

	/**
	 * The RAM role that the pod may assume.
	 *
	 * @param tokenFile the file with the pod's service account token
	 */
	record Role(String arn, String oidcProviderArn, Path tokenFile) {

		private static final int MAX_TOKEN = 32 * 1024;

		/**
		 * Reads the token. Kubernetes replaces it about once an hour, so it is not
		 * cached.
		 * @return {@code null} if the file is missing or does not contain exactly one
		 * token
		 */
		@Nullable String token() {
			try (InputStream file = Files.newInputStream(this.tokenFile)) {
				String token = new String(file.readNBytes(MAX_TOKEN), StandardCharsets.ISO_8859_1).strip();
				return WORD.matcher(token).matches() && token.length() < MAX_TOKEN ? token : null;
			}
			catch (IOException ex) {
				return null;
			}
		}

	}

	/** An access key that expires. */
	record TemporaryKey(AlibabaCloudCredentials credentials, Instant received, Instant expires) {

		private static final Duration MAX_MARGIN = Duration.ofSeconds(10);

		Duration lifetime() {
			return Duration.between(this.received, this.expires);
		}

		/**
		 * The end of use. It is before the expiry, since a request takes time to arrive.
		 */
		Instant usableUntil() {
			Duration margin = lifetime().dividedBy(10);
			return this.expires.minus((margin.compareTo(MAX_MARGIN) < 0) ? margin : MAX_MARGIN);
		}

	}

}
