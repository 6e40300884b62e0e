package rootpassword.web.docs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

import org.springframework.core.io.ClassPathResource;
import rootpassword.reset.password.PasswordPolicy;
import rootpassword.reset.password.PublishedPolicy;
import tools.jackson.databind.json.JsonMapper;

/**
 * The committed OpenAPI document. It states the default password rules; a site with
 * others reads its own in their place.
 */
final class OpenApiDocument {

	private static final PasswordPolicy DEFAULT = new PasswordPolicy(PasswordPolicy.PROVIDER_SPECIAL_CHARACTERS,
			PasswordPolicy.PROVIDER_MIN_LENGTH, false);

	/** As YAML and JSON name it; of all schemas only the password's has one. */
	private static final String MIN_LENGTH = "(minLength\"? ?: )" + PasswordPolicy.PROVIDER_MIN_LENGTH + "\\b";

	private OpenApiDocument() {
	}

	/**
	 * The document for a site.
	 * @param form {@code yaml} or {@code json}
	 */
	static String read(String form, PasswordPolicy policy) {
		// YAML reads a string of JSON as it stands, so both forms quote alike
		return committed(form).replace(quoted(DEFAULT), quoted(policy))
			.replaceFirst(MIN_LENGTH, "$1" + policy.minLength());
	}

	private static String committed(String form) {
		try {
			return new ClassPathResource("openapi/openapi." + form).getContentAsString(StandardCharsets.UTF_8);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static String quoted(PasswordPolicy policy) {
		return JsonMapper.shared().writeValueAsString(new PublishedPolicy(policy).pattern());
	}

}
