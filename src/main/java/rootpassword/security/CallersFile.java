package rootpassword.security;

import java.io.ByteArrayInputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.convert.ApplicationConversionService;
import org.springframework.core.convert.ConversionException;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.Tag;
import rootpassword.security.CallerEntry.Scope;
import rootpassword.settings.PropertyNames;

import static rootpassword.settings.Settings.refused;
import static rootpassword.settings.Settings.require;

/**
 * The content of a callers file: the list {@code callers}, in which properties have the
 * same names as in the site's configuration. Spring Boot converts single values. It does
 * not bind the file, because the time would grow with the square of the callers.
 */
final class CallersFile {

	/** In bytes; enough for 10,000 callers with some instances each. */
	static final int MAX_SIZE = 4 * 1024 * 1024;

	private static final String LIST = "callers";

	/** Before the names of an entry in the configuration. */
	private static final String ENTRY = LIST + "[i].";

	private static final PropertyNames NAMES = new PropertyNames().add(LIST + "[i]", CallerEntry.class);

	private CallersFile() {
	}

	/**
	 * Returns all entries, or refuses the file. One message names all unknown properties.
	 * @param earlier other callers, whose tokens the file must not repeat
	 * @throws IllegalArgumentException if the file is not valid; the message names the
	 * property and the rule, and never the value
	 */
	static List<CallerEntry> parse(byte[] yaml, Set<String> issuers, List<CallerEntry> earlier) {
		try {
			Map<?, ?> document = document(yaml);
			// Removed, so that only unknown names are left in the document
			Object value = document.remove(LIST);
			require(value != null, LIST, "is missing");
			require(value instanceof List || "".equals(value), LIST, "must be a list");
			List<String> unknown = new ArrayList<>();
			document.keySet().forEach((other) -> unknown.add(NAMES.unknown(String.valueOf(other))));
			List<Entry> entries = new ArrayList<>();
			for (Object entry : (value instanceof List<?> list) ? list : List.of()) {
				entries.add(Entry.of(LIST + "[" + entries.size() + "]", entry, unknown));
			}
			if (!unknown.isEmpty()) {
				throw new IllegalArgumentException(String.join("; ", unknown));
			}
			return CallerEntry.checked(entries.stream().map(Entry::toCaller).toList(), LIST, issuers, earlier);
		}
		catch (InvalidConfigurationPropertyValueException ex) {
			throw new IllegalArgumentException(ex.getName() + " " + ex.getReason());
		}
	}

	private static Map<?, ?> document(byte[] yaml) {
		if (yaml.length > MAX_SIZE) {
			throw new IllegalArgumentException("it is larger than 4 MiB");
		}
		try {
			LoaderOptions options = new LoaderOptions();
			options.setAllowDuplicateKeys(false);
			options.setCodePointLimit(MAX_SIZE);
			// An alias costs nothing here: its node is shared and not copied
			options.setMaxAliasesForCollections(Integer.MAX_VALUE);
			List<Object> documents = new ArrayList<>();
			new Yaml(new AsWritten(options)).loadAll(new ByteArrayInputStream(yaml)).forEach(documents::add);
			if (documents.size() == 1 && documents.getFirst() instanceof Map<?, ?> document) {
				return document;
			}
		}
		catch (YAMLException ex) {
			// Not kept as the cause, because its message quotes the file
			throw new IllegalArgumentException("it is not valid YAML");
		}
		throw new IllegalArgumentException("it is not a single YAML document with the list callers");
	}

	/** An entry of the file: its texts and lists, by the names of the configuration. */
	private record Entry(String place, Map<String, Object> values) {

		/** Reads an entry, and adds its unknown names to the list. */
		static Entry of(String place, Object given, List<String> unknown) {
			require(given instanceof Map, place, "must be a mapping that has at least a name");
			Map<String, Object> values = new HashMap<>();
			((Map<?, ?>) given).forEach((field, value) -> {
				PropertyNames.Property known = NAMES.find(ENTRY + field);
				// The known names include those of list elements, which are not fields
				if (known == null || known.name().endsWith("]")) {
					unknown.add(NAMES.unknown(place + "." + field));
				}
				else {
					// One name has several spellings, for example mayAssertUser
					require(values.put(known.name(), value) == null, place + "." + field, "must not be given twice");
				}
			});
			return new Entry(place, values);
		}

		CallerEntry toCaller() {
			return new CallerEntry(text("name"), text("token-sha256"), text("subject"), text("client"), text("group"),
					text("issuer"), flag("users"), texts("instances", ""), scopes(), flag("may-assert-user"));
		}

		private @Nullable String text(String name) {
			Object value = this.values.get(ENTRY + name);
			require(value == null || value instanceof String, this.place + "." + name, "must be a single text");
			return (String) value;
		}

		private boolean flag(String name) {
			String text = text(name);
			return text != null && convert(name, text, boolean.class);
		}

		private Set<Scope> scopes() {
			List<String> texts = texts("scopes", CallerEntry.DEFAULT_SCOPE);
			return IntStream.range(0, texts.size())
				.mapToObj((i) -> convert("scopes[" + i + "]", texts.get(i), Scope.class))
				.collect(Collectors.toSet());
		}

		private List<String> texts(String name, String ifAbsent) {
			Object value = this.values.getOrDefault(ENTRY + name, ifAbsent);
			if (value instanceof String text) {
				return text.isBlank() ? List.of() : Stream.of(text.split(",", -1)).map(String::strip).toList();
			}
			require(value instanceof List<?> list && list.stream().allMatch(String.class::isInstance),
					this.place + "." + name, "must be a list of texts");
			return ((List<?>) value).stream().map(String.class::cast).toList();
		}

		private <T> T convert(String name, String text, Class<T> type) {
			try {
				T value = ApplicationConversionService.getSharedInstance().convert(text, type);
				if (value != null) {
					return value;
				}
			}
			catch (ConversionException ex) {
				// Not kept as the cause, because its message quotes the file
			}
			throw refused(this.place + "." + name, "must be a valid " + type.getSimpleName());
		}

	}

	/** Keeps the text of every scalar, because a caller may be named 0123. */
	private static final class AsWritten extends SafeConstructor {

		AsWritten(LoaderOptions options) {
			super(options);
			for (Tag tag : List.of(Tag.BOOL, Tag.INT, Tag.FLOAT, Tag.NULL, Tag.TIMESTAMP, Tag.MERGE)) {
				this.yamlConstructors.put(tag, new ConstructYamlStr());
			}
		}

	}

}
