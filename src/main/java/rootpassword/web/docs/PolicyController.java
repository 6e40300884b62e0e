package rootpassword.web.docs;

import java.util.List;

import jakarta.servlet.http.HttpServletRequest;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import rootpassword.reset.password.CharacterClass;
import rootpassword.reset.password.PasswordPolicy;
import rootpassword.reset.password.PublishedPolicy;
import tools.jackson.databind.json.JsonMapper;

/**
 * Publishes the password rules.
 */
@RestController
final class PolicyController {

	private final ResponseEntity<byte[]> response;

	PolicyController(PasswordPolicy policy, JsonMapper json) {
		PublishedPolicy published = new PublishedPolicy(policy);
		this.response = CacheableResponse.of(json.writeValueAsBytes(
				new PolicyResponse(policy.minLength(), PasswordPolicy.MAX_LENGTH, PasswordPolicy.MIN_CLASSES,
						policy.classes(), policy.otherCharacters(), published.pattern(), published.passwordRules())),
				MediaType.APPLICATION_JSON);
	}

	@GetMapping(path = "/password-policy", produces = MediaType.APPLICATION_JSON_VALUE)
	ResponseEntity<byte[]> policy(HttpServletRequest request) {
		return CacheableResponse.answer(this.response, request);
	}

	private record PolicyResponse(int minLength, int maxLength, int minClasses, List<CharacterClass> classes,
			String otherCharacters, String pattern, String passwordrules) {
	}

}
