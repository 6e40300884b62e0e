package rootpassword;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.context.properties.source.IterableConfigurationPropertySource;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;
import rootpassword.settings.PropertyNames;
import rootpassword.settings.Settings;

/**
 * Refuses settings that Spring Boot would ignore or read as something else than they say,
 * all at once and before any other bean exists: an unknown name, a blank value, a
 * duration without a unit, and a text that YAML has read as a number or a boolean.
 */
final class ConfigurationCheck {

	private static final String PREFIX = "root-password";

	private static final Pattern VARIABLE = Pattern.compile("(?i)ROOT_?PASSWORD_.+");

	/** Kubernetes sets them for every Service whose name begins with root-password. */
	private static final Pattern SERVICE_LINK = Pattern
		.compile("ROOT_PASSWORD(_.+)?_(SERVICE_HOST|SERVICE_PORT(_.+)?|PORT(_\\d+_(TCP|UDP|SCTP)(_.+)?)?)");

	private static final Set<Class<?>> TEXTS = Set.of(String.class, Path.class, URI.class, Collection.class);

	private final ConfigurableEnvironment environment;

	private final PropertyNames names;

	/** The names of environment variables, with 0 for any index, and their properties. */
	private final Map<String, PropertyNames.Property> variables = new HashMap<>();

	/** By the name of the property. */
	private final Map<String, String> faults = new TreeMap<>();

	ConfigurationCheck(PropertyNames names, ConfigurableEnvironment environment) {
		this.names = names;
		this.environment = environment;
		for (PropertyNames.Property property : names.all()) {
			String indexed = property.name().replace("[i]", ".0");
			this.variables.put(variable(indexed.replace("-", "")), property);
			this.variables.put(variable(indexed.replace("-", "_")), property);
		}
	}

	/** The names of all classes that Spring Boot will bind. */
	static PropertyNames names(ConfigurableListableBeanFactory beans) {
		PropertyNames names = new PropertyNames();
		for (String bean : beans.getBeanDefinitionNames()) {
			// Spring Boot names such a bean by prefix and class
			if (bean.startsWith(PREFIX)) {
				Class<?> type = Objects.requireNonNull(beans.getType(bean, false));
				names.add(bean.substring(0, bean.length() - type.getName().length() - 1), type);
			}
		}
		return names;
	}

	void run() {
		String lines = String.join("\n", faults());
		if (!lines.isEmpty()) {
			String first = lines.substring(0, lines.indexOf(' '));
			throw Settings.refused(first, lines.substring(first.length() + 1));
		}
	}

	/** What is wrong: a line for each property, which begins with its name. */
	List<String> faults() {
		ConfigurationPropertySources.get(this.environment).forEach(this::check);
		return List.copyOf(this.faults.values());
	}

	private void check(ConfigurationPropertySource source) {
		if (source.getUnderlyingSource() instanceof SystemEnvironmentPropertySource environment) {
			environment.getSource().forEach(this::checkVariable);
		}
		else if (source instanceof IterableConfigurationPropertySource iterable) {
			iterable.stream().filter(ConfigurationCheck::isOurs).forEach((name) -> {
				ConfigurationProperty property = source.getConfigurationProperty(name);
				check(name.toString(), this.names.find(name.toString()), (property != null) ? property.getValue() : "");
			});
		}
	}

	/** Whether it is below our prefix, or below one that only a typo explains. */
	private static boolean isOurs(ConfigurationPropertyName name) {
		return !name.isEmpty() && PropertyNames.distance(name.getElement(0, ConfigurationPropertyName.Form.UNIFORM),
				PREFIX.replace("-", "")) <= 2;
	}

	private void checkVariable(String name, Object value) {
		if (name.startsWith(PREFIX + ".")) {
			check(name, this.names.find(name), value);
		}
		else if (VARIABLE.matcher(name).matches() && !SERVICE_LINK.matcher(name).matches()) {
			String upper = name.equals(name.toLowerCase(Locale.ROOT)) ? variable(name) : name;
			check(name, this.variables.get(upper.replaceAll("_\\d+(?=_|$)", "_0")), value);
		}
	}

	private static String variable(String name) {
		return name.replace('.', '_').toUpperCase(Locale.ROOT);
	}

	private void check(String name, PropertyNames.@Nullable Property property, Object value) {
		if (property == null) {
			this.faults.put(name, this.names.unknown(name));
			return;
		}
		String fault = fault(property.type(), value);
		if (fault != null) {
			this.faults.put(name, name + " " + fault);
		}
	}

	private @Nullable String fault(Class<?> type, Object value) {
		String text = this.environment.resolvePlaceholders(String.valueOf(value)).strip();
		if (text.isEmpty()) {
			return (type == Map.class || type == Collection.class) ? null
					: "must not be blank; leave it out to have the default";
		}
		if (type == Map.class) {
			return "must not have a value; it is a section with more names";
		}
		if (type == Duration.class && text.matches("[+-]?\\d+")) {
			return "must have a unit, for example 10s";
		}
		return (TEXTS.contains(type) && !(value instanceof CharSequence))
				? "must be in quotes, because YAML reads it as a number or a boolean and not as this text" : null;
	}

}
