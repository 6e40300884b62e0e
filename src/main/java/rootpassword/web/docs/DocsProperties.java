package rootpassword.web.docs;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Whether the OpenAPI document and Swagger UI are published.
 */
@ConfigurationProperties("root-password.docs")
record DocsProperties(@DefaultValue("true") boolean enabled) {
}
