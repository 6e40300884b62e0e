package rootpassword.web.docs;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;

import jakarta.servlet.http.HttpServletRequest;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.core.io.ClassPathResource;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import rootpassword.reset.password.PasswordPolicy;

/**
 * Shows everybody the OpenAPI document, to machines as it is and to people in Swagger UI.
 */
@RestController
@ConditionalOnBooleanProperty(name = "root-password.docs.enabled", matchIfMissing = true)
final class DocsController {

	private static final MediaType YAML = MediaType.parseMediaType("application/yaml");

	private static final MediaType SCRIPT = MediaType.parseMediaType("text/javascript;charset=UTF-8");

	private static final MediaType STYLE = MediaType.parseMediaType("text/css;charset=UTF-8");

	private static final MediaType PAGE = MediaType.parseMediaType("text/html;charset=UTF-8");

	private final Map<String, CacheableBody> files = new LinkedHashMap<>();

	DocsController(PasswordPolicy policy) throws IOException {
		this.files.put("/openapi.yaml", new CacheableBody(OpenApiDocument.read("yaml", policy), YAML));
		this.files.put("/openapi.json",
				new CacheableBody(OpenApiDocument.read("json", policy), MediaType.APPLICATION_JSON));
		this.files.put("/docs", published(new ClassPathResource("docs/index.html"), PAGE));
		this.files.put("/docs/docs.js", published(new ClassPathResource("docs/docs.js"), SCRIPT));
		this.files.put("/docs/docs.css", published(new ClassPathResource("docs/docs.css"), STYLE));
		this.files.put("/docs/swagger-ui-bundle.js", published(swaggerUi("swagger-ui-bundle.js"), SCRIPT));
		this.files.put("/docs/swagger-ui.css", published(swaggerUi("swagger-ui.css"), STYLE));
	}

	/** Not all of the WebJar: its own start page names a document on the internet. */
	@GetMapping({ "/openapi.yaml", "/openapi.json", "/docs", "/docs/docs.js", "/docs/docs.css",
			"/docs/swagger-ui-bundle.js", "/docs/swagger-ui.css" })
	ResponseEntity<byte[]> file(HttpServletRequest request) {
		CacheableBody file = this.files.get(request.getServletPath());
		return (file != null) ? file.answer() : ResponseEntity.notFound().build();
	}

	private static CacheableBody published(Resource file, MediaType type) throws IOException {
		return new CacheableBody(file.getContentAsByteArray(), type);
	}

	/** The directory is named after the version. */
	private static Resource swaggerUi(String name) throws IOException {
		return new PathMatchingResourcePatternResolver()
			.getResources("classpath*:META-INF/resources/webjars/swagger-ui/*/" + name)[0];
	}

}
