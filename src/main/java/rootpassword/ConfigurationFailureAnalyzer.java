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
 * Says in one line which property stops the start and why. Spring Boot's own analyzers
 * print the value besides, which may be a secret.
 */
@Order(Ordered.HIGHEST_PRECEDENCE)
final class ConfigurationFailureAnalyzer implements FailureAnalyzer {

	private static final String ACTION = "Correct the property; the table \"Configuration\" in docs/REFERENCE.md says what it takes.";

	@Override
	public @Nullable FailureAnalysis analyze(Throwable failure) {
		InvalidConfigurationPropertyValueException invalid = innermost(failure,
				InvalidConfigurationPropertyValueException.class);
		if (invalid != null) {
			return analysis(invalid.getName(), Objects.requireNonNullElse(invalid.getReason(), "is invalid"));
		}
		UnboundConfigurationPropertiesException unbound = innermost(failure,
				UnboundConfigurationPropertiesException.class);
		if (unbound != null) {
			return analysis(unbound.getUnboundProperties()
				.stream()
				.map((property) -> property.getName().toString())
				.collect(Collectors.joining(", ")), "is unknown");
		}
		BindException unbindable = innermost(failure, BindException.class);
		if (unbindable != null) {
			return analysis(unbindable.getName().toString(), "must be " + wanted(unbindable));
		}
		return null;
	}

	/**
	 * The failure itself is not handed on: at level DEBUG Spring Boot logs it with the
	 * value that it quotes.
	 */
	private static FailureAnalysis analysis(String name, String reason) {
		return new FailureAnalysis(name + " " + reason, ACTION,
				new InvalidConfigurationPropertyValueException(name, null, reason));
	}

	private static String wanted(BindException unbindable) {
		Class<?> type = unbindable.getTarget().getType().toClass();
		return type.isEnum() ? Arrays.stream(type.getEnumConstants())
			.map(Object::toString)
			.collect(Collectors.joining(", ", "one of ", "")) : "a valid " + type.getSimpleName();
	}

	private static <E extends Throwable> @Nullable E innermost(Throwable failure, Class<E> type) {
		E found = null;
		for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
			found = type.isInstance(cause) ? type.cast(cause) : found;
		}
		return found;
	}

}
