package rootpassword.web.docs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

import org.springframework.core.io.ClassPathResource;
import rootpassword.reset.password.PasswordPolicy;
import rootpassword.reset.password.PublishedPolicy;
import tools.jackson.databind.json.JsonMapper;

/**
 * The OpenAPI document. The committed file states the default password rules; they are
 * replaced by the rules of the site.
 */
final class OpenApiDocument {

	private static final PasswordPolicy DEFAULT = new PasswordPolicy(PasswordPolicy.PROVIDER_SPECIAL_CHARACTERS,
			PasswordPolicy.PROVIDER_MIN_LENGTH, false);

	/** In YAML or JSON. Only the password's schema has a minimum length. */
	private static final String MIN_LENGTH = "(minLength\"? ?: )" + PasswordPolicy.PROVIDER_MIN_LENGTH + "\\b";

	private OpenApiDocument() {
	}

	/**
	 * The document for a site.
	 * @param format {@code yaml} or {@code json}
	 */
	static String read(String format, PasswordPolicy policy) {
		// A JSON string is also a YAML string, so both formats quote the pattern alike
		return committed(format).replace(quoted(DEFAULT), quoted(policy))
			.replaceFirst(MIN_LENGTH, "$1" + policy.minLength());
	}

	private static String committed(String format) {
		try {
			return new ClassPathResource("openapi/openapi." + format).getContentAsString(StandardCharsets.UTF_8);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static String quoted(PasswordPolicy policy) {
		return JsonMapper.shared().writeValueAsString(new PublishedPolicy(policy).pattern());
	}

}
