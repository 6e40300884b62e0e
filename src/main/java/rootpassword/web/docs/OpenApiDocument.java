package rootpassword.web.docs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

import org.springframework.core.io.ClassPathResource;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
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

	/** Only the password's schema has a minimum length; its description has it too. */
	private static final String MIN_LENGTH = "(minLength|new password): " + PasswordPolicy.PROVIDER_MIN_LENGTH + "\\b";

	private OpenApiDocument() {
	}

	/** The document for a site. */
	static String yaml(PasswordPolicy policy) {
		// A JSON string is also a YAML string
		return committed().replace(quoted(DEFAULT), quoted(policy))
			.replace(specialCharacters(DEFAULT), specialCharacters(policy))
			.replaceAll(MIN_LENGTH, "$1: " + policy.minLength());
	}

	/** The same in JSON. */
	static String json(PasswordPolicy policy) {
		Object tree = new Yaml(new SafeConstructor(new LoaderOptions())).load(yaml(policy));
		return JsonMapper.shared().writerWithDefaultPrettyPrinter().writeValueAsString(tree) + "\n";
	}

	private static String committed() {
		try {
			return new ClassPathResource("openapi/openapi.yaml").getContentAsString(StandardCharsets.UTF_8);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static String quoted(PasswordPolicy policy) {
		return JsonMapper.shared().writeValueAsString(new PublishedPolicy(policy).pattern());
	}

	private static String specialCharacters(PasswordPolicy policy) {
		return "`" + policy.classes().getLast().characters() + "`";
	}

}
