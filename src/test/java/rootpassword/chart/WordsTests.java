package rootpassword.chart;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.yaml.snakeyaml.Yaml;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * Strings that YAML reads as something else stay strings: each string of the values, and
 * each free key, becomes each of these words, wherever the schema allows it.
 */
@Execution(ExecutionMode.SAME_THREAD)
class WordsTests {

	static final List<String> WORDS = List.of("true", "yes", "no", "on", "y", "n", "null", "~", "2026", "0777", "007",
			"0x1f", "1e3", "12e3", "1_000", "1:30", "2026-11-30", ".inf", ".nan", "=");

	/** Read as a string by everybody; it shows where a word must appear. */
	private static final String PLAIN = "plain";

	private static final JsonMapper JSON = new JsonMapper();

	/**
	 * Together with values that none of the sets has, or only one of two that must
	 * differ.
	 */
	private static final Map<String, String> SETS = Map.of("everything",
			"{secretKeys: {existing: [{id: x, secretName: x, secretKey: x}]}}", "mtls",
			"{image: {tag: x}, credentials: {existingSecret: {securityTokenKey: x}}}", "rrsa",
			"{database: {persistence: {existingClaim: x}}}", "regions",
			"{credentials: {rrsa: {enabled: false}, ecsRole: x}, targets: [{name: x, instances: ['dds-bp1*'], region: x,"
					+ " endpoint: x, role-arn: 'acs:ram::1:role/x', external-id: xx}]}",
			"minimal", "{database: {persistence: {storageClass: x}}}");

	/** By set and replaced strings. */
	private static final Map<String, JsonNode> RENDERED = new ConcurrentHashMap<>();

	private final JsonNode schema = yaml(Chart.DIRECTORY.resolve("values.schema.json"));

	private final Set<String> replaced = new TreeSet<>();

	@ParameterizedTest
	@FieldSource("WORDS")
	void areRenderedAsStrings(String word, @TempDir Path directory) throws IOException {
		for (String set : SETS.keySet()) {
			JsonNode plain = rendered("demo", set, PLAIN, word, directory);
			assertThat(rendered("demo", set, word, PLAIN, directory)).as("%s, %s", set, word)
				.isEqualTo(withWord(plain, word));
		}
	}

	@Test
	void takeThePlaceOfEveryString(@TempDir Path directory) throws IOException {
		for (String set : SETS.keySet()) {
			values(this.schema, merged(set), "", PLAIN, "true");
		}
		Set<String> all = new TreeSet<>();
		strings(this.schema, "", all);
		all.removeAll(this.replaced);
		assertThat(all).isEmpty();
	}

	@ParameterizedTest
	@ValueSource(strings = { "true", "on", "y", "null", "no-1" })
	void mayNameTheRelease(String release, @TempDir Path directory) throws IOException {
		assertThat(rendered(release, "everything", "x", "x", directory))
			.isEqualTo(withWord(rendered(PLAIN, "everything", "x", "x", directory), release));
	}

	@ParameterizedTest
	@ValueSource(strings = { "2026", "0x1f", "12e3", "007", "2026-11-30", "a.b" })
	void areRefusedAsANameWhereNoServiceMayHaveIt(String release) {
		assertThatThrownBy(() -> Chart.manifests(release, Chart.values("minimal")))
			.hasMessageContaining("choose another name of the release, or set fullnameOverride.");
	}

	private JsonNode rendered(String release, String set, String word, String other, Path directory)
			throws IOException {
		String values = JSON.writeValueAsString(values(this.schema, merged(set), "", word, other));
		if (!word.equals(PLAIN)) {
			return rendered(release, values, directory);
		}
		return RENDERED.computeIfAbsent(values, (each) -> rendered(release, each, directory));
	}

	private static JsonNode rendered(String release, String values, Path directory) {
		try {
			Path file = Files.writeString(directory.resolve("values.json"), values);
			List<JsonNode> manifests = new ArrayList<>();
			for (Manifest manifest : Chart.manifests(release, file)) {
				manifests.add(manifest.json());
				manifest.at("/data")
					.properties()
					.stream()
					.filter((text) -> text.getKey().endsWith(".yaml"))
					.forEach((text) -> text
						.setValue(JSON.valueToTree(new Yaml().<Object>load(text.getValue().asString()))));
			}
			return JSON.readTree(JSON.writeValueAsString(manifests)
				.replaceAll("\"checksum/settings\":\"[0-9a-f]{64}\"", "\"sum\":1"));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/** The values with the word instead of each string that may be both words. */
	private Object values(JsonNode given, Object value, String path, String word, String other) {
		JsonNode schema = given.has("$ref")
				? this.schema.at("/definitions/" + given.path("$ref").asString().replaceFirst(".*/", "")) : given;
		if (value instanceof Map<?, ?> map) {
			Map<String, Object> result = new LinkedHashMap<>();
			JsonNode free = schema.path("additionalProperties");
			map.forEach((key, each) -> {
				String name = (isString(free) && !path.isEmpty()) ? word : (String) key;
				result.put(name,
						values(schema.path("properties").path((String) key).isMissingNode() ? free
								: schema.path("properties").path((String) key), each,
								path + "." + (free.isObject() ? "*" : key), word, other));
			});
			return result;
		}
		if (value instanceof List<?> list) {
			return list.stream().map((each) -> values(schema.path("items"), each, path + "[]", word, other)).toList();
		}
		if (!(value instanceof String text) || text.isEmpty() || !fits(schema, word) || !fits(schema, other)) {
			return value;
		}
		this.replaced.add(path);
		return word;
	}

	private void strings(JsonNode given, String path, Set<String> found) {
		JsonNode schema = given.has("$ref")
				? this.schema.at("/definitions/" + given.path("$ref").asString().replaceFirst(".*/", "")) : given;
		schema.path("properties").forEachEntry((name, each) -> strings(each, path + "." + name, found));
		if (schema.path("additionalProperties").isObject()) {
			strings(schema.path("additionalProperties"), path + ".*", found);
		}
		if (schema.has("items")) {
			strings(schema.path("items"), path + "[]", found);
		}
		if (fits(schema, PLAIN) && fits(schema, "true")) {
			found.add(path);
		}
	}

	private static boolean isString(JsonNode schema) {
		return schema.path("type").asString("").equals("string") || schema.has("$ref");
	}

	private static boolean fits(JsonNode schema, String word) {
		return schema.path("type").asString("").equals("string") && !schema.has("enum")
				&& Pattern.compile(schema.path("pattern").asString("")).matcher(word).find();
	}

	private static JsonNode withWord(JsonNode plain, String word) {
		return JSON.readTree(plain.toString().replace(PLAIN, word));
	}

	private static Object merged(String set) throws IOException {
		JsonNode values = yaml(Chart.DIRECTORY.resolve("values.yaml"));
		for (JsonNode over : List.of(yaml(Chart.values(set)),
				JSON.<JsonNode>valueToTree(new Yaml().<Object>load(SETS.get(set))))) {
			values = merge(values, over);
		}
		return JSON.convertValue(values, Map.class);
	}

	private static JsonNode merge(JsonNode below, JsonNode above) {
		if (!below.isObject() || !above.isObject()) {
			return above;
		}
		ObjectNode result = ((ObjectNode) below).deepCopy();
		above.properties()
			.forEach((each) -> result.set(each.getKey(),
					result.has(each.getKey()) ? merge(result.path(each.getKey()), each.getValue()) : each.getValue()));
		return result;
	}

	private static JsonNode yaml(Path file) {
		try {
			return JSON.valueToTree(new Yaml().<Object>load(Files.readString(file)));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
