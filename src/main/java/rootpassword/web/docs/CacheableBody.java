package rootpassword.web.docs;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;

import org.springframework.http.CacheControl;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;

/**
 * A body that is the same for everybody and changes only with program and configuration.
 */
final class CacheableBody {

	private static final CacheControl CACHING = CacheControl.maxAge(Duration.ofMinutes(5)).cachePublic();

	private final byte[] body;

	private final MediaType type;

	private final String tag;

	CacheableBody(byte[] body, MediaType type) {
		this.body = body.clone();
		this.type = type;
		this.tag = '"' + HexFormat.of().formatHex(sha256(body), 0, 16) + '"';
	}

	CacheableBody(String text, MediaType type) {
		this(text.getBytes(StandardCharsets.UTF_8), type);
	}

	ResponseEntity<byte[]> answer() {
		return ResponseEntity.ok().eTag(this.tag).cacheControl(CACHING).contentType(this.type).body(this.body.clone());
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
