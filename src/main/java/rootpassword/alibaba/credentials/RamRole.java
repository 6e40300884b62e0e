package rootpassword.alibaba.credentials;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * The RAM role that the pod may assume.
 *
 * @param tokenFile the file with the pod's service account token
 */
record RamRole(String arn, String oidcProviderArn, Path tokenFile) {

	private static final int MAX_TOKEN = 32 * 1024;

	private static final Pattern TOKEN = Pattern.compile("[!-~]+");

	/**
	 * Reads the token. Kubernetes replaces it about once an hour, so it is not cached.
	 * @return {@code null} if the file is missing or does not contain exactly one token
	 */
	@Nullable String token() {
		try (InputStream file = Files.newInputStream(this.tokenFile)) {
			String token = new String(file.readNBytes(MAX_TOKEN), StandardCharsets.ISO_8859_1).strip();
			return TOKEN.matcher(token).matches() && token.length() < MAX_TOKEN ? token : null;
		}
		catch (IOException ex) {
			return null;
		}
	}

}
