package rootpassword.alibaba.credentials;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;
import rootpassword.alibaba.credentials.AccessKeys.NoCredentialsException;
import rootpassword.reset.Deadline;

/**
 * Exchanges the pod's token for a temporary key: AssumeRoleWithOIDC of STS. The token
 * authenticates the request, which is therefore not signed, and it is sent in the body,
 * so that no URL contains it.
 *
 * @param origin of STS, such as {@code https://sts.aliyuncs.com}
 */
record AssumeRoleWithOidc(String origin, Role role, StsClient sts) implements KeySource {

	private static final String QUERY = "/?Action=AssumeRoleWithOIDC&Format=JSON&Version=" + StsClient.VERSION;

	private static final Map<String, String> HEADERS = Map.of("Content-Type", "application/x-www-form-urlencoded",
			"Accept", "application/json");

	@Override
	public TemporaryKey fetch(Deadline deadline) throws NoCredentialsException {
		String token = this.role.token();
		if (token == null) {
			throw new NoCredentialsException("the token file cannot be read");
		}
		// Every role allows sessions of one hour
		byte[] form = form(Map.of("RoleArn", this.role.arn, "OIDCProviderArn", this.role.oidcProviderArn, "OIDCToken",
				token, "RoleSessionName", "root-password", "DurationSeconds", "3600"));
		return this.sts.fetch(URI.create(this.origin + QUERY), HEADERS, form, deadline);
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
				return TemporaryKey.WORD.matcher(token).matches() && token.length() < MAX_TOKEN ? token : null;
			}
			catch (IOException ex) {
				return null;
			}
		}

	}

}
