package rootpassword.export;

import java.net.URI;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.env.Environment;

/**
 * Where log records go: Spring Boot's own endpoint for logs, or the collector of the
 * traces.
 *
 * @param headers of each request, such as a credential
 */
record OtlpEndpoint(URI url, Map<String, String> headers) {

	private static final String LOGS = "management.opentelemetry.logging.export.otlp";

	private static final String TRACES = "management.opentelemetry.tracing.export.otlp";

	private static final String TRACES_PATH = "/v1/traces";

	static OtlpEndpoint of(Environment environment) {
		String logs = environment.getProperty(LOGS + ".endpoint");
		String traces = environment.getProperty(TRACES + ".endpoint", "");
		if (logs == null && !traces.endsWith(TRACES_PATH)) {
			throw ExportProperties.refused(LOGS + ".endpoint", "must be set, or " + TRACES + ".endpoint must end with "
					+ TRACES_PATH + ", to export the trail (" + ExportProperties.PREFIX + "otlp.enabled)");
		}
		URI url = url((logs != null) ? logs : traces.replaceFirst(TRACES_PATH + "$", "/v1/logs"));
		if (url == null) {
			throw ExportProperties.refused(((logs != null) ? LOGS : TRACES) + ".endpoint",
					"must be an http or https URL");
		}
		return new OtlpEndpoint(url,
				Binder.get(environment)
					.bind(((logs != null) ? LOGS : TRACES) + ".headers", Bindable.mapOf(String.class, String.class))
					.orElse(Map.of()));
	}

	/** In a cluster the collector is usually asked without TLS, as for the traces. */
	private static @Nullable URI url(String text) {
		try {
			URI url = URI.create(text);
			return (url.getHost() != null && String.valueOf(url.getScheme()).matches("https?")) ? url : null;
		}
		catch (IllegalArgumentException ex) {
			return null;
		}
	}

}
