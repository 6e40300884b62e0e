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
 * The OpenAPI document. The committed file states the default password rules in four
 * places, which get the rules of the site.
 */
final class OpenApiDocument {

	private static final PasswordPolicy DEFAULT = new PasswordPolicy(PasswordPolicy.PROVIDER_SPECIAL_CHARACTERS,
			PasswordPolicy.PROVIDER_MIN_LENGTH, false);

	private OpenApiDocument() {
	}

	/** The document for a site, as YAML that keeps the committed file's text. */
	static String yaml(PasswordPolicy policy) {
		String yaml = committed();
		String[] site = places(policy);
		String[] committed = places(DEFAULT);
		for (int i = 0; i < site.length; i++) {
			yaml = yaml.replace(committed[i], site[i]);
		}
		return yaml;
	}

	/** The same in JSON. */
	static String json(PasswordPolicy policy) {
		Object tree = new Yaml(new SafeConstructor(new LoaderOptions())).load(yaml(policy));
		return JsonMapper.shared().writerWithDefaultPrettyPrinter().writeValueAsString(tree) + "\n";
	}

	/** The texts of the document that depend on the policy. */
	private static String[] places(PasswordPolicy policy) {
		// A JSON string is also a YAML string
		return new String[] { JsonMapper.shared().writeValueAsString(new PublishedPolicy(policy).pattern()),
				"`" + policy.classes().getLast().characters() + "`", "minLength: " + policy.minLength() + "\n",
				"new password: " + policy.minLength() + " " };
	}

	private static String committed() {
		try {
			return new ClassPathResource("openapi/openapi.yaml").getContentAsString(StandardCharsets.UTF_8);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
