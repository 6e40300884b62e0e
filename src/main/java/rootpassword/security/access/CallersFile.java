package rootpassword.security.access;

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
import rootpassword.security.access.CallerEntry.Scope;
import rootpassword.settings.PropertyNames;

import static rootpassword.settings.Settings.refused;
import static rootpassword.settings.Settings.require;

/**
 * The content of a callers file: the list {@code callers} with the names of the site's
 * configuration. Spring Boot converts the values but does not bind the file, because its
 * time grows with the square of the number of callers.
 */
final class CallersFile {

	/** In bytes; enough for 10,000 callers with some instances each. */
	static final int MAX_SIZE = 4 * 1024 * 1024;

	private static final String LIST = "callers";

	private static final String ENTRY = LIST + "[i]";

	private static final PropertyNames NAMES = new PropertyNames().add(ENTRY, CallerEntry.class);

	private CallersFile() {
	}

	/**
	 * Reads all entries or none. All unknown names are refused at once.
	 * @param yaml the content of the file, or {@code null} if it cannot be read
	 * @param earlier other callers, which may not have the same token
	 * @throws IllegalArgumentException if it is not valid; the message names the property
	 * and the rule, and never the value
	 */
	static List<CallerEntry> parse(byte @Nullable [] yaml, Set<String> issuers, List<CallerEntry> earlier) {
		try {
			Map<?, ?> document = document(yaml);
			Object value = document.remove(LIST);
			require(value != null, LIST, "is missing");
			require(value instanceof List || "".equals(value), LIST, "must be a valid List");
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

	/** The name of a field in the form of the documentation; empty if it is unknown. */
	private static String name(String field) {
		PropertyNames.Property known = field.endsWith("]") ? null : NAMES.find(ENTRY + "." + field);
		return (known != null) ? known.name().substring(ENTRY.length() + 1) : "";
	}

	private static Map<?, ?> document(byte @Nullable [] yaml) {
		if (yaml == null || yaml.length > MAX_SIZE) {
			throw new IllegalArgumentException((yaml == null) ? "it cannot be read" : "it is larger than 4 MiB");
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
			// No cause: the parser's message quotes the file
			throw new IllegalArgumentException("it is not valid YAML");
		}
		throw new IllegalArgumentException("it is not one YAML document with callers");
	}

	/** An entry of the file: its texts and lists, by the names of the configuration. */
	private record Entry(String place, Map<String, Object> values) {

		/** Adds to the unknown names. */
		static Entry of(String place, Object given, List<String> unknown) {
			require(given instanceof Map, place, "must be a section with a name");
			Map<String, Object> values = new HashMap<>();
			((Map<?, ?>) given).forEach((field, value) -> {
				String name = name(String.valueOf(field));
				if (name.isEmpty()) {
					unknown.add(NAMES.unknown(place + "." + field));
				}
				else {
					require(values.put(name, value) == null, place + "." + field, "must not be given twice");
				}
			});
			return new Entry(place, values);
		}

		CallerEntry toCaller() {
			return new CallerEntry(text("name"), text("token-sha256"), text("subject"), text("client"), text("group"),
					text("issuer"), flag("users"), texts("instances", ""), scopes(), flag("may-assert-user"));
		}

		private @Nullable String text(String name) {
			Object value = this.values.get(name);
			require(value == null || value instanceof String, this.place + "." + name, "must be one text");
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

		private List<String> texts(String name, String absent) {
			Object value = this.values.getOrDefault(name, absent);
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
				// Its message quotes the file
			}
			throw refused(this.place + "." + name, "must be a valid " + type.getSimpleName());
		}

	}

	/**
	 * Reads every scalar as the text that it is written as: a caller may be named 0123.
	 */
	private static final class AsWritten extends SafeConstructor {

		AsWritten(LoaderOptions options) {
			super(options);
			for (Tag tag : List.of(Tag.BOOL, Tag.INT, Tag.FLOAT, Tag.NULL, Tag.TIMESTAMP, Tag.MERGE)) {
				this.yamlConstructors.put(tag, new ConstructYamlStr());
			}
		}

	}

}
