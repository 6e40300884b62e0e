package rootpassword;

import java.util.Arrays;
import java.util.Objects;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.UnboundConfigurationPropertiesException;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.FailureAnalyzer;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;

/**
 * Describes in one line which property stops the start, and why. Spring Boot's own
 * analyzers also print the value, which may be a secret.
 */
@Order(Ordered.HIGHEST_PRECEDENCE)
final class ConfigurationFailureAnalyzer implements FailureAnalyzer {

	private static final String ACTION = "Correct the property; the table \"Configuration\" in docs/REFERENCE.md says what it takes.";

	@Override
	public @Nullable FailureAnalysis analyze(Throwable failure) {
		FailureAnalysis innermost = null;
		for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
			FailureAnalysis analysis = analyzeOne(cause);
			innermost = (analysis != null) ? analysis : innermost;
		}
		return innermost;
	}

	private static @Nullable FailureAnalysis analyzeOne(Throwable cause) {
		return switch (cause) {
			case InvalidConfigurationPropertyValueException invalid ->
				analysis(invalid.getName(), Objects.requireNonNullElse(invalid.getReason(), "is invalid"));
			case UnboundConfigurationPropertiesException unbound -> analysis(unbound.getUnboundProperties()
				.stream()
				.map((property) -> property.getName().toString())
				.collect(Collectors.joining(", ")), "is unknown");
			case BindException unbindable ->
				analysis(unbindable.getName().toString(), "must be " + expected(unbindable));
			default -> null;
		};
	}

	/**
	 * Does not pass the failure on: Spring Boot logs it at level DEBUG, and it quotes the
	 * value.
	 */
	private static FailureAnalysis analysis(String name, String reason) {
		return new FailureAnalysis(name + " " + reason, ACTION,
				new InvalidConfigurationPropertyValueException(name, null, reason));
	}

	private static String expected(BindException unbindable) {
		Class<?> type = unbindable.getTarget().getType().toClass();
		return type.isEnum() ? Arrays.stream(type.getEnumConstants())
			.map(Object::toString)
			.collect(Collectors.joining(", ", "one of ", "")) : "a valid " + type.getSimpleName();
	}

}
