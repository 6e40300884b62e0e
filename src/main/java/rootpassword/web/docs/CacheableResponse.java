package rootpassword.web.docs;

import java.time.Duration;

import org.springframework.http.CacheControl;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.util.DigestUtils;

/**
 * Creates responses that are the same for all clients and change only with the program
 * and its configuration.
 */
final class CacheableResponse {

	private static final CacheControl CACHING = CacheControl.maxAge(Duration.ofMinutes(5)).cachePublic();

	private CacheableResponse() {
	}

	static ResponseEntity<byte[]> of(byte[] body, MediaType type) {
		return ResponseEntity.ok()
			.eTag(DigestUtils.md5DigestAsHex(body))
			.cacheControl(CACHING)
			.contentType(type)
			.body(body);
	}

}
