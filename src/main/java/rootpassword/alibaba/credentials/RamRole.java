package rootpassword.alibaba.credentials;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * The RAM role that the pod may assume, and the file in which Kubernetes keeps the token
 * that proves it.
 */
record RamRole(String arn, String oidcProviderArn, Path tokenFile) {

	private static final int LONGEST_TOKEN = 32 * 1024;

	private static final Pattern TOKEN = Pattern.compile("[!-~]+");

	/**
	 * The token as the file has it now, for Kubernetes writes a new one every hour or so;
	 * null if the file is missing or holds anything else than one token.
	 */
	@Nullable String token() {
		try (InputStream file = Files.newInputStream(this.tokenFile)) {
			String token = new String(file.readNBytes(LONGEST_TOKEN), StandardCharsets.ISO_8859_1).strip();
			return TOKEN.matcher(token).matches() && token.length() < LONGEST_TOKEN ? token : null;
		}
		catch (IOException ex) {
			return null;
		}
	}

}
