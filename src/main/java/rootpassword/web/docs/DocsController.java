package rootpassword.web.docs;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;

import jakarta.servlet.http.HttpServletRequest;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.util.function.SingletonSupplier;
import org.springframework.util.function.ThrowingSupplier;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import rootpassword.reset.password.PasswordPolicy;
import rootpassword.reset.password.PublishedPolicy;
import tools.jackson.databind.json.JsonMapper;

/** Publishes the OpenAPI document and Swagger UI. */
@RestController
@ConditionalOnBooleanProperty(name = "root-password.docs.enabled", matchIfMissing = true)
final class DocsController {

	/** The committed OpenAPI document states these rules in four places. */
	private static final PasswordPolicy DEFAULT = new PasswordPolicy(PasswordPolicy.PROVIDER_SPECIAL_CHARACTERS,
			PasswordPolicy.PROVIDER_MIN_LENGTH, false);

	private static final MediaType PAGE = MediaType.parseMediaType("text/html;charset=UTF-8");

	private static final MediaType SCRIPT = MediaType.parseMediaType("text/javascript;charset=UTF-8");

	private static final MediaType STYLE = MediaType.parseMediaType("text/css;charset=UTF-8");

	/** The name of the WebJar's directory contains the version. */
	private static final String SWAGGER_UI = "META-INF/resources/webjars/swagger-ui/*/swagger-ui";

	/** Made at the first request, because the JSON form would prolong the start. */
	private final Map<String, Supplier<ResponseEntity<byte[]>>> files;

	DocsController(PasswordPolicy policy) {
		this.files = Map.of("/openapi.yaml", content(MediaType.APPLICATION_YAML, () -> yaml(policy)), "/openapi.json",
				content(MediaType.APPLICATION_JSON, () -> json(policy)), "/docs",
				content(PAGE, () -> resource("docs/index.html")), "/docs/docs.js",
				content(SCRIPT, () -> resource("docs/docs.js")), "/docs/docs.css",
				content(STYLE, () -> resource("docs/docs.css")), "/docs/swagger-ui-bundle.js",
				content(SCRIPT, () -> resource(SWAGGER_UI + "-bundle.js")), "/docs/swagger-ui.css",
				content(STYLE, () -> resource(SWAGGER_UI + ".css")));
	}

	/**
	 * Only these files of the WebJar, because its own start page loads a document from
	 * the internet. The map has the same paths.
	 */
	@GetMapping({ "/openapi.yaml", "/openapi.json", "/docs", "/docs/docs.js", "/docs/docs.css",
			"/docs/swagger-ui-bundle.js", "/docs/swagger-ui.css" })
	ResponseEntity<byte[]> file(HttpServletRequest request) {
		return PolicyController.answer(Objects.requireNonNull(this.files.get(request.getServletPath())).get(), request);
	}

	private static Supplier<ResponseEntity<byte[]>> content(MediaType type, Supplier<String> text) {
		return SingletonSupplier
			.of(() -> PolicyController.cacheable(text.get().getBytes(StandardCharsets.UTF_8), type));
	}

	private static String resource(String path) {
		ThrowingSupplier<String> content = () -> new PathMatchingResourcePatternResolver()
			.getResources("classpath*:" + path)[0].getContentAsString(StandardCharsets.UTF_8);
		return content.get();
	}

	/** The committed OpenAPI document with the password rules of the site. */
	static String yaml(PasswordPolicy policy) {
		String yaml = resource("openapi/openapi.yaml");
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

	/** Declares the property of the condition, so that it is a known name. */
	@ConfigurationProperties("root-password.docs")
	record Properties(@DefaultValue("true") boolean enabled) {
	}

}
