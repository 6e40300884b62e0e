package rootpassword;

import java.io.IOException;
import java.util.Arrays;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.FailureAnalyzer;
import org.springframework.boot.ssl.NoSuchSslBundleException;
import org.springframework.boot.web.server.PortInUseException;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.util.PlaceholderResolutionException;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import rootpassword.settings.Settings;

/**
 * Describes in one line which property stops the start, and why. Spring Boot's own
 * analyzers also print the value, which may be a secret.
 */
@Order(Ordered.HIGHEST_PRECEDENCE)
final class ConfigurationFailureAnalyzer implements FailureAnalyzer {

	private static final String ACTION = "Correct the property; the table \"Configuration\" in docs/REFERENCE.md says what it takes.";

	/** A message of Spring's binder, around the exception of a pool's setter. */
	private static final Pattern SETTER = Pattern.compile("Unable to set value for property ([a-z-]+)");

	@Override
	public @Nullable FailureAnalysis analyze(Throwable failure) {
		FailureAnalysis innermost = null;
		FailureAnalysis guess = null;
		for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
			FailureAnalysis analysis = analyzeOne(cause);
			innermost = (analysis != null) ? analysis : innermost;
			guess = (guess != null) ? guess : guess(cause);
		}
		return (innermost != null) ? innermost : guess;
	}

	private static @Nullable FailureAnalysis analyzeOne(Throwable cause) {
		return switch (cause) {
			case InvalidConfigurationPropertyValueException invalid ->
				analysis(invalid.getName(), Objects.requireNonNullElse(invalid.getReason(), "is invalid"));
			case BindException unbindable -> unbindable(unbindable);
			case YAMLException yaml -> analysis("spring.config", "has a file that is not valid YAML" + place(yaml)
					+ "; look at application.yaml and the imported files");
			case IOException file when isThrownIn("org.springframework.boot.context.config.", file) ->
				analysis("spring.config", "has a file that cannot be read (" + file.getClass().getSimpleName()
						+ "); check the rights of application.yaml and of the imported files");
			case NoSuchSslBundleException bundle ->
				analysis("server.ssl.bundle", "names a bundle that spring.ssl.bundle does not have");
			case PortInUseException port -> analysis("server.port",
					"or management.server.port is " + port.getPort() + ", which another program uses");
			default -> null;
		};
	}

	/** What an exception means unless another one says more. */
	private static @Nullable FailureAnalysis guess(Throwable cause) {
		return switch (cause) {
			case java.net.BindException address -> analysis("server.address",
					"or server.port cannot be opened; the address must be of this machine, and a port below 1024 needs a right");
			case Exception store when isThrownIn("org.springframework.boot.ssl.", store) -> analysis("server.ssl",
					"or its bundle in spring.ssl.bundle has a file that cannot be read, is damaged or has another password");
			case IllegalStateException imported when isThrownIn("org.springframework.boot.context.config.", imported) ->
				analysis("spring.config",
						"has a location or an import that cannot be used; it must end in .yaml, .yml or "
								+ ".properties, or in / for a directory");
			case PlaceholderResolutionException variable ->
				analysis("A property", "refers to a variable that is not set");
			default -> null;
		};
	}

	private static FailureAnalysis unbindable(BindException failure) {
		String name = failure.getName().toString();
		for (Throwable cause = failure.getCause(); cause != null; cause = cause.getCause()) {
			Matcher setter = SETTER.matcher(String.valueOf(cause.getMessage()));
			if (setter.matches()) {
				return analysis(name + "." + setter.group(1), "has a value that is not allowed");
			}
		}
		return analysis(name, "must be " + expected(failure));
	}

	/** The exception also has the line itself, which may be a secret. */
	private static String place(YAMLException failure) {
		return (failure instanceof MarkedYAMLException marked && marked.getProblemMark() != null)
				? " (line " + (marked.getProblemMark().getLine() + 1) + ")" : "";
	}

	private static boolean isThrownIn(String packageName, Exception failure) {
		return Arrays.stream(failure.getStackTrace()).anyMatch((frame) -> frame.getClassName().startsWith(packageName));
	}

	/**
	 * Does not pass the failure on: Spring Boot logs it at level DEBUG, and it quotes the
	 * value.
	 */
	private static FailureAnalysis analysis(String name, String reason) {
		return new FailureAnalysis(name + " " + reason, ACTION, Settings.refused(name, reason));
	}

	private static String expected(BindException unbindable) {
		Class<?> type = unbindable.getTarget().getType().toClass();
		return type.isEnum() ? Arrays.stream(type.getEnumConstants())
			.map(Object::toString)
			.collect(Collectors.joining(", ", "one of ", "")) : "a valid " + type.getSimpleName();
	}

}
