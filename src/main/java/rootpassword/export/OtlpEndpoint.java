package rootpassword.export;

import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.env.Environment;
import rootpassword.settings.Settings;

/**
 * Where log records go: Spring Boot's own endpoint for logs, or the collector of the
 * traces.
 *
 * @param headers of each request, such as a credential
 * @param compressed whether requests are sent with gzip
 */
record OtlpEndpoint(URI url, Map<String, String> headers, boolean compressed) {

	private static final String LOGS = "management.opentelemetry.logging.export.otlp";

	private static final String TRACES = "management.opentelemetry.tracing.export.otlp";

	private static final String TRACES_PATH = "/v1/traces";

	private static final String TO_EXPORT = ", to export the trail (root-password.export.otlp.enabled)";

	static OtlpEndpoint of(Environment environment) {
		String logs = environment.getProperty(LOGS + ".endpoint");
		String traces = environment.getProperty(TRACES + ".endpoint", "");
		Settings.require(logs != null || traces.endsWith(TRACES_PATH), LOGS + ".endpoint",
				"must be set, or " + TRACES + ".endpoint must end with " + TRACES_PATH + TO_EXPORT);
		String prefix = (logs != null) ? LOGS : TRACES;
		String url = (logs != null) ? logs : traces.replaceFirst(TRACES_PATH + "$", "/v1/logs");
		Settings.require(isUrl(url), prefix + ".endpoint", "must be an http or https URL");
		requireOneOf(environment, prefix + ".transport", "http");
		return new OtlpEndpoint(URI.create(url),
				Binder.get(environment)
					.bind(prefix + ".headers", Bindable.mapOf(String.class, String.class))
					.orElse(Map.of()),
				requireOneOf(environment, prefix + ".compression", "none", "gzip").equals("gzip"));
	}

	/**
	 * The value of the property, which must be one of these; the first is the default.
	 */
	private static String requireOneOf(Environment environment, String property, String... values) {
		String value = environment.getProperty(property, values[0]).toLowerCase(Locale.ROOT);
		Settings.require(List.of(values).contains(value), property,
				"must be " + String.join(" or ", values) + TO_EXPORT);
		return value;
	}

	/**
	 * Whether it is an http or https URL. Unlike for other destinations http is allowed
	 * for any host, because inside a cluster a collector usually has no TLS.
	 */
	private static boolean isUrl(String text) {
		try {
			URI url = URI.create(text);
			return url.getHost() != null && String.valueOf(url.getScheme()).matches("https?");
		}
		catch (IllegalArgumentException ex) {
			return false;
		}
	}

}
