package rootpassword.security.access;

import java.io.ByteArrayInputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.Tag;
import rootpassword.settings.PropertyNames;

import static rootpassword.settings.Settings.require;

/**
 * The content of a callers file: the list {@code callers} and nothing else, with the
 * names of the site's configuration. Spring Boot does not bind it, because its time grows
 * with the square of the number of callers.
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
	 * Reads all entries or none.
	 * @param issuers the trusted issuers
	 * @param earlier other callers, which may not have the same token
	 * @throws IllegalArgumentException if it is not valid; the message names the property
	 * and the rule, and never the value
	 */
	static List<CallerEntry> parse(byte[] yaml, Set<String> issuers, List<CallerEntry> earlier) {
		try {
			List<CallerEntry> callers = fields(document(yaml)).stream().map(CallerFields::toEntry).toList();
			AccessRules.check(callers, LIST, issuers, earlier);
			return callers;
		}
		catch (InvalidConfigurationPropertyValueException ex) {
			throw new IllegalArgumentException(ex.getName() + " " + ex.getReason());
		}
	}

	/** The fields of all entries. All unknown names are refused at once. */
	private static List<CallerFields> fields(Map<?, ?> document) {
		List<String> unknown = new ArrayList<>();
		for (Object name : document.keySet()) {
			if (!LIST.equals(name)) {
				unknown.add(NAMES.unknown(String.valueOf(name)));
			}
		}
		Map<String, String> names = new HashMap<>();
		List<CallerFields> all = new ArrayList<>();
		for (Object entry : list(document.get(LIST))) {
			CallerFields fields = new CallerFields(LIST + "[" + all.size() + "]", new HashMap<>());
			all.add(fields);
			require(entry instanceof Map, fields.place(), "must be a section with a name");
			((Map<?, ?>) entry).forEach((given, value) -> {
				String property = fields.place() + "." + given;
				String name = names.computeIfAbsent(String.valueOf(given), CallersFile::field);
				if (name.isEmpty()) {
					unknown.add(NAMES.unknown(property));
				}
				else {
					require(fields.values().put(name, value) == null, property, "must not be given twice");
				}
			});
		}
		if (!unknown.isEmpty()) {
			throw new IllegalArgumentException(String.join("; ", unknown));
		}
		return all;
	}

	/** The name of a field in the form of the documentation; empty if it is unknown. */
	private static String field(String given) {
		PropertyNames.Property known = given.endsWith("]") ? null : NAMES.find(ENTRY + "." + given);
		return (known != null) ? known.name().substring(ENTRY.length() + 1) : "";
	}

	private static List<?> list(@Nullable Object callers) {
		require(callers != null, LIST, "is missing");
		require(callers instanceof List || "".equals(callers), LIST, "must be a valid List");
		return (callers instanceof List<?> list) ? list : List.of();
	}

	private static Map<?, ?> document(byte[] yaml) {
		try {
			List<Object> documents = new ArrayList<>();
			new Yaml(new AsWritten()).loadAll(new ByteArrayInputStream(yaml)).forEach(documents::add);
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

	/**
	 * Reads every scalar as the text that it is written as: a caller may be named 0123.
	 */
	private static final class AsWritten extends SafeConstructor {

		AsWritten() {
			super(options());
			for (Tag tag : List.of(Tag.BOOL, Tag.INT, Tag.FLOAT, Tag.NULL, Tag.TIMESTAMP, Tag.MERGE)) {
				this.yamlConstructors.put(tag, new ConstructYamlStr());
			}
		}

		private static LoaderOptions options() {
			LoaderOptions options = new LoaderOptions();
			options.setAllowDuplicateKeys(false);
			options.setCodePointLimit(MAX_SIZE);
			// An alias costs nothing here: its node is shared and not copied
			options.setMaxAliasesForCollections(Integer.MAX_VALUE);
			return options;
		}

	}

}
