package rootpassword.settings;

import java.lang.reflect.Parameter;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.DataObjectPropertyName;
import org.springframework.core.ResolvableType;

/**
 * The names that the configuration may have. They are read from the constructors that
 * Spring Boot binds, so that no second list of them exists.
 */
public final class PropertyNames {

	/** Every index in the names of this class. */
	private static final String INDEX = "[i]";

	private static final Pattern INDEXES = Pattern.compile("\\[\\d+]");

	private final Map<String, Property> properties = new LinkedHashMap<>();

	/** Adds the properties of a class that Spring Boot binds by its only constructor. */
	public PropertyNames add(String prefix, Class<?> type) {
		for (int dot = prefix.indexOf('.'); dot > 0; dot = prefix.indexOf('.', dot + 1)) {
			put(prefix.substring(0, dot), Map.class);
		}
		addType(prefix, ResolvableType.forClass(type));
		return this;
	}

	/** The property of this name, in any form that Spring Boot accepts in a file. */
	public @Nullable Property find(String name) {
		return this.properties.get(uniform(name));
	}

	public Collection<Property> all() {
		return this.properties.values();
	}

	/** Why an unknown name is refused, with the known name that resembles it most. */
	public String unknown(String name) {
		String letters = letters(name);
		return name + " is unknown, the nearest name is "
				+ this.properties.values()
					.stream()
					.map((property) -> property.name.replaceFirst("\\[i]$", ""))
					.min(Comparator.comparingInt((known) -> distance(letters, letters(known))))
					.orElse("none");
	}

	private void addType(String name, ResolvableType type) {
		Class<?> raw = type.toClass();
		if (Collection.class.isAssignableFrom(raw)) {
			put(name, Collection.class);
			addType(name + INDEX, type.getGeneric());
		}
		else if (raw.getName().startsWith("rootpassword.") && !raw.isEnum()) {
			put(name, Map.class);
			for (Parameter parameter : raw.getDeclaredConstructors()[0].getParameters()) {
				addType((name.isEmpty() ? "" : name + ".") + DataObjectPropertyName.toDashedForm(parameter.getName()),
						ResolvableType.forType(parameter.getParameterizedType()));
			}
		}
		else {
			put(name, raw);
		}
	}

	private void put(String name, Class<?> type) {
		this.properties.putIfAbsent(uniform(name), new Property(name, type));
	}

	private static String uniform(String name) {
		return INDEXES.matcher(name).replaceAll(INDEX).replace("-", "").replace("_", "").toLowerCase(Locale.ROOT);
	}

	/** Without indexes and delimiters, so that names of variables compare as well. */
	private static String letters(String name) {
		return name.replaceAll("\\[(\\d+|i)]|_\\d+(?=_|$)|[^A-Za-z0-9]", "").toLowerCase(Locale.ROOT);
	}

	/** The number of single changes between two texts (Levenshtein). */
	public static int distance(String one, String other) {
		int[][] changes = new int[one.length() + 1][other.length() + 1];
		for (int i = 0; i <= one.length(); i++) {
			for (int j = 0; j <= other.length(); j++) {
				changes[i][j] = (i == 0 || j == 0) ? i + j
						: Math.min(Math.min(changes[i - 1][j], changes[i][j - 1]) + 1,
								changes[i - 1][j - 1] + ((one.charAt(i - 1) == other.charAt(j - 1)) ? 0 : 1));
			}
		}
		return changes[one.length()][other.length()];
	}

	/**
	 * A property. In its name {@code [i]} stands for any index. Its type is
	 * {@link Collection} for a list, and {@link Map} for a section with more names.
	 */
	public record Property(String name, Class<?> type) {
	}

}
