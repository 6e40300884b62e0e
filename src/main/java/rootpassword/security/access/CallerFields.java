package rootpassword.security.access;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

import static rootpassword.settings.Settings.require;

/**
 * The fields of an entry in a callers file.
 *
 * @param place the name of the entry
 * @param values texts and lists of texts, by the names of the configuration
 */
record CallerFields(String place, Map<String, Object> values) {

	/** As Spring Boot reads them in the site's configuration. */
	private static final Map<String, Boolean> FLAGS = Map.of("true", true, "on", true, "yes", true, "1", true, "false",
			false, "off", false, "no", false, "0", false);

	private static final Map<String, Scope> SCOPES = Arrays.stream(Scope.values())
		.collect(Collectors.toMap(Scope::name, Function.identity()));

	private static final Pattern COMMA = Pattern.compile("\\s*,\\s*");

	CallerEntry toEntry() {
		return new CallerEntry(text("name"), text("token-sha256"), text("subject"), text("client"), text("group"),
				text("issuer"), flag("users"), list("instances", ""), scopes(), flag("may-assert-user"));
	}

	private @Nullable String text(String name) {
		Object value = this.values.get(name);
		require(value == null || value instanceof String, property(name), "must be one text");
		return (String) value;
	}

	private boolean flag(String name) {
		String text = text(name);
		Boolean flag = (text != null) ? FLAGS.get(text.strip().toLowerCase(Locale.ROOT)) : Boolean.FALSE;
		require(flag != null, property(name), "must be a valid boolean");
		return Boolean.TRUE.equals(flag);
	}

	private Set<Scope> scopes() {
		List<String> texts = list("scopes", CallerEntry.DEFAULT_SCOPE);
		Set<Scope> scopes = EnumSet.noneOf(Scope.class);
		for (int i = 0; i < texts.size(); i++) {
			Scope scope = SCOPES.get(texts.get(i).strip().toUpperCase(Locale.ROOT));
			require(scope != null, property("scopes[" + i + "]"), "must be a valid Scope");
			scopes.add(Objects.requireNonNull(scope));
		}
		return scopes;
	}

	private List<String> list(String name, String absent) {
		Object value = this.values.getOrDefault(name, absent);
		if (value instanceof String text) {
			return text.isBlank() ? List.of() : COMMA.splitAsStream(text.strip()).toList();
		}
		require(value instanceof List<?> list && list.stream().allMatch(String.class::isInstance), property(name),
				"must be a list of texts");
		return ((List<?>) value).stream().map(String.class::cast).toList();
	}

	private String property(String name) {
		return this.place + "." + name;
	}

}
