package rootpassword.web.docs;

import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import rootpassword.reset.password.PasswordPolicy;
import tools.jackson.databind.json.JsonMapper;

/**
 * Publishes the password rules.
 */
@RestController
final class PolicyController {

	private final ResponseEntity<byte[]> policy;

	PolicyController(PasswordPolicy policy, JsonMapper json) {
		this.policy = CacheableResponse.of(json.writeValueAsBytes(PolicyResponse.of(policy)),
				MediaType.APPLICATION_JSON);
	}

	@GetMapping(path = "/password-policy", produces = MediaType.APPLICATION_JSON_VALUE)
	ResponseEntity<byte[]> policy() {
		return this.policy;
	}

}
