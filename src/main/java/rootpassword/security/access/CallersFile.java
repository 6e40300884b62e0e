package rootpassword.security.access;

import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.BindHandler;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.bind.UnboundConfigurationPropertiesException;
import org.springframework.boot.context.properties.bind.handler.NoUnboundElementsBindHandler;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.core.env.PropertySource;
import org.springframework.core.io.ByteArrayResource;

/**
 * The content of a callers file: the property {@code callers} and nothing else, in the
 * same form as in the site's configuration.
 */
record CallersFile(@Nullable List<CallerEntry> callers) {

	/**
	 * Reads all entries or none.
	 * @param issuers the trusted issuers
	 * @param earlier other callers, which may not have the same token
	 * @throws IllegalArgumentException if it is not valid; the message names the property
	 * and the rule, and never the value
	 */
	static List<CallerEntry> parse(byte[] yaml, Set<String> issuers, List<CallerEntry> earlier) {
		try {
			List<CallerEntry> callers = bind(yaml).callers();
			if (callers == null) {
				throw new IllegalArgumentException("callers is missing");
			}
			AccessRules.check(callers, "callers", issuers, earlier);
			return callers;
		}
		catch (InvalidConfigurationPropertyValueException ex) {
			throw new IllegalArgumentException(ex.getName() + " " + ex.getReason());
		}
		catch (BindException ex) {
			throw new IllegalArgumentException(reason(ex));
		}
	}

	private static CallersFile bind(byte[] yaml) {
		List<PropertySource<?>> documents;
		try {
			documents = new YamlPropertySourceLoader().load("callers", new ByteArrayResource(yaml));
		}
		catch (IOException | RuntimeException ex) {
			// No cause: the parser's message quotes the file
			throw new IllegalArgumentException("it is not valid YAML");
		}
		if (documents.size() != 1) {
			throw new IllegalArgumentException("it is not one YAML document with callers");
		}
		return new Binder(ConfigurationPropertySources.from(documents)).bindOrCreate(ConfigurationPropertyName.EMPTY,
				Bindable.of(CallersFile.class),
				new NoUnboundElementsBindHandler(BindHandler.DEFAULT, (source) -> true));
	}

	private static String reason(BindException ex) {
		BindException innermost = ex;
		for (Throwable cause = ex; cause != null; cause = cause.getCause()) {
			if (cause instanceof UnboundConfigurationPropertiesException unbound) {
				return unbound.getUnboundProperties()
					.stream()
					.map((property) -> property.getName().toString())
					.collect(Collectors.joining(", ")) + " is unknown";
			}
			innermost = (cause instanceof BindException inner) ? inner : innermost;
		}
		return innermost.getName() + " must be a valid " + innermost.getTarget().getType().toClass().getSimpleName();
	}

}
