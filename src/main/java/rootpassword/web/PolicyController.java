package rootpassword.web;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;

import rootpassword.reset.PasswordPolicy;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.http.CacheControl;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * Tells everybody the password rules; they change only with the configuration.
 */
@RestController
final class PolicyController {

	private static final CacheControl CACHING = CacheControl.maxAge(Duration.ofMinutes(5)).cachePublic();

	private final byte[] body;

	private final String tag;

	PolicyController(PasswordPolicy policy, JsonMapper json) {
		this.body = json.writeValueAsString(PolicyResponse.of(policy)).getBytes(StandardCharsets.UTF_8);
		this.tag = '"' + HexFormat.of().formatHex(sha256(this.body), 0, 16) + '"';
	}

	@GetMapping(path = "/password-policy", produces = MediaType.APPLICATION_JSON_VALUE)
	ResponseEntity<byte[]> policy() {
		return ResponseEntity.ok().eTag(this.tag).cacheControl(CACHING).body(this.body.clone());
	}

	private static byte[] sha256(byte[] body) {
		try {
			return MessageDigest.getInstance("SHA-256").digest(body);
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException("Every Java has SHA-256", ex);
		}
	}

}
