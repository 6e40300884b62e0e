package rootpassword.web.docs;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;

import jakarta.servlet.http.HttpServletRequest;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import rootpassword.reset.password.PasswordPolicy;

/**
 * Publishes the OpenAPI document and Swagger UI.
 */
@RestController
@ConditionalOnBooleanProperty(name = "root-password.docs.enabled", matchIfMissing = true)
final class DocsController {

	private static final MediaType SCRIPT = MediaType.parseMediaType("text/javascript;charset=UTF-8");

	private static final MediaType STYLE = MediaType.parseMediaType("text/css;charset=UTF-8");

	/** The name of the WebJar's directory contains the version. */
	private static final String SWAGGER_UI = "META-INF/resources/webjars/swagger-ui/*/";

	private final Map<String, ResponseEntity<byte[]>> files;

	DocsController(PasswordPolicy policy) throws IOException {
		this.files = Map.of("/openapi.yaml", document("yaml", policy, MediaType.APPLICATION_YAML), "/openapi.json",
				document("json", policy, MediaType.APPLICATION_JSON), "/docs",
				file("docs/index.html", MediaType.parseMediaType("text/html;charset=UTF-8")), "/docs/docs.js",
				file("docs/docs.js", SCRIPT), "/docs/docs.css", file("docs/docs.css", STYLE),
				"/docs/swagger-ui-bundle.js", file(SWAGGER_UI + "swagger-ui-bundle.js", SCRIPT), "/docs/swagger-ui.css",
				file(SWAGGER_UI + "swagger-ui.css", STYLE));
	}

	/** Single files: the WebJar's own start page loads a document from the internet. */
	@GetMapping({ "/openapi.yaml", "/openapi.json", "/docs", "/docs/docs.js", "/docs/docs.css",
			"/docs/swagger-ui-bundle.js", "/docs/swagger-ui.css" })
	ResponseEntity<byte[]> file(HttpServletRequest request) {
		return CacheableResponse.answer(Objects.requireNonNull(this.files.get(request.getServletPath())), request);
	}

	private static ResponseEntity<byte[]> document(String format, PasswordPolicy policy, MediaType type) {
		return CacheableResponse.of(OpenApiDocument.read(format, policy).getBytes(StandardCharsets.UTF_8), type);
	}

	private static ResponseEntity<byte[]> file(String path, MediaType type) throws IOException {
		return CacheableResponse.of(
				new PathMatchingResourcePatternResolver().getResources("classpath*:" + path)[0].getContentAsByteArray(),
				type);
	}

}
