package rootpassword.web.docs;

import java.time.Duration;

import jakarta.servlet.http.HttpServletRequest;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
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

	/** The response to this request; Spring does not know {@code If-None-Match: *}. */
	static ResponseEntity<byte[]> answer(ResponseEntity<byte[]> response, HttpServletRequest request) {
		return "*".equals(request.getHeader(HttpHeaders.IF_NONE_MATCH)) ? ResponseEntity.status(HttpStatus.NOT_MODIFIED)
			.eTag(response.getHeaders().getETag())
			.cacheControl(CACHING)
			.build() : response;
	}

	static ResponseEntity<byte[]> of(byte[] body, MediaType type) {
		return ResponseEntity.ok()
			.eTag(DigestUtils.md5DigestAsHex(body))
			.cacheControl(CACHING)
			.contentType(type)
			.body(body);
	}

}
