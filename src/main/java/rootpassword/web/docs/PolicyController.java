package rootpassword.web.docs;

import java.time.Duration;
import java.util.List;

import jakarta.servlet.http.HttpServletRequest;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.util.DigestUtils;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import rootpassword.reset.password.PasswordPolicy;
import rootpassword.reset.password.PasswordPolicy.CharacterClass;
import rootpassword.reset.password.PublishedPolicy;
import tools.jackson.databind.json.JsonMapper;

/** Publishes the password rules. */
@RestController
final class PolicyController {

	private static final CacheControl CACHING = CacheControl.maxAge(Duration.ofMinutes(5)).cachePublic();

	private final ResponseEntity<byte[]> response;

	PolicyController(PasswordPolicy policy, JsonMapper json) {
		PublishedPolicy published = new PublishedPolicy(policy);
		this.response = cacheable(json.writeValueAsBytes(
				new PolicyResponse(policy.minLength(), PasswordPolicy.MAX_LENGTH, PasswordPolicy.MIN_CLASSES,
						policy.classes(), policy.otherCharacters(), published.pattern(), published.passwordRules())),
				MediaType.APPLICATION_JSON);
	}

	@GetMapping(path = "/password-policy", produces = MediaType.APPLICATION_JSON_VALUE)
	ResponseEntity<byte[]> policy(HttpServletRequest request) {
		return answer(this.response, request);
	}

	/** A response that changes only with the program and its configuration. */
	static ResponseEntity<byte[]> cacheable(byte[] body, MediaType type) {
		return ResponseEntity.ok()
			.eTag(DigestUtils.md5DigestAsHex(body))
			.cacheControl(CACHING)
			.contentType(type)
			.body(body);
	}

	/** The response to this request; Spring does not know {@code If-None-Match: *}. */
	static ResponseEntity<byte[]> answer(ResponseEntity<byte[]> response, HttpServletRequest request) {
		return "*".equals(request.getHeader(HttpHeaders.IF_NONE_MATCH)) ? ResponseEntity.status(HttpStatus.NOT_MODIFIED)
			.eTag(response.getHeaders().getETag())
			.cacheControl(CACHING)
			.build() : response;
	}

	private record PolicyResponse(int minLength, int maxLength, int minClasses, List<CharacterClass> classes,
			String otherCharacters, String pattern, String passwordrules) {
	}

}
