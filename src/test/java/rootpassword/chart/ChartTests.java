package rootpassword.chart;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import com.marcnuri.helm.LintResult;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.yaml.snakeyaml.Yaml;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The rendered values of the chart. After an intended change,
 * {@code ./mvnw test -Dtest=ChartTests -Dtest.golden=write} writes the golden files
 * again.
 */
@Execution(ExecutionMode.SAME_THREAD)
class ChartTests {

	static final List<String> SETS = Chart.SETS;

	@Test
	void passesTheStrictLint() {
		LintResult lint = Chart.lint();
		assertThat(lint.isFailed()).as("%s", lint.getMessages()).isFalse();
	}

	@ParameterizedTest
	@FieldSource("SETS")
	void rendersAsItsGoldenFile(String set) throws IOException {
		String rendered = Chart.text(set);
		if ("write".equals(System.getProperty("test.golden"))) {
			Files.writeString(Chart.golden(set), rendered);
		}
		assertThat(rendered).as("of %s; if the change is meant: ./mvnw test -Dtest=ChartTests -Dtest.golden=write", set)
			.isEqualTo(Files.readString(Chart.golden(set)));
	}

	/** A copy, because a chart reads no files outside of itself. */
	@Test
	void knowsTheRegionsOfTheProgram() throws IOException {
		Map<Boolean, String> regions = Files
			.readAllLines(java.nio.file.Path.of("src/main/resources/endpoints.properties"))
			.stream()
			.filter((line) -> line.contains("=") && !line.startsWith("#"))
			.collect(Collectors.partitioningBy((line) -> line.contains(" "),
					Collectors.mapping((line) -> line.replaceFirst("=.*", ""), Collectors.joining(" "))));
		assertThat(Files.readString(Chart.DIRECTORY.resolve("templates/_targets.tpl")).replaceAll("\\s+", " "))
			.contains("vpc: >- " + regions.get(true) + " public: >- " + regions.get(false) + " {{- end }}");
	}

	@Test
	void letsTheProviderTellTheAddresses() {
		assertThat(Chart.render("minimal", "loginCheck.enabled=true")).contains("login-check:")
			.doesNotContain("addresses:");
	}

	@Test
	void letsASecretOfTheSiteBeAPlaceholder() {
		assertThat(Chart.render("minimal", "settings.a.password=${PROXY}")).contains("password: ${PROXY}");
	}

	@Test
	void isOfTheProgramsVersion() throws IOException {
		Matcher program = Pattern.compile("<version>([^<]+?)(-SNAPSHOT)?</version>\\s*<name>root-password</name>")
			.matcher(Files.readString(java.nio.file.Path.of("pom.xml")));
		assertThat(program.find()).isTrue();
		Map<String, Object> chart = new Yaml().load(Files.readString(Chart.DIRECTORY.resolve("Chart.yaml")));
		assertThat(chart).containsEntry("appVersion", program.group(1));
	}

	@Test
	void tellsTheHeapAndTheSamplingOfTheProgram() throws IOException {
		assertThat(Files.readString(java.nio.file.Path.of("src/main/image/jvm.flags")))
			.contains("MaxRAMPercentage=37.5\n");
		assertThat(Files.readString(java.nio.file.Path.of("docs/OPERATIONS.md")))
			.contains("The heap may grow to three eighths of the limit.")
			.doesNotContain("to half of the limit");
		assertThat(Files.readString(java.nio.file.Path.of("src/main/resources/application.yaml")))
			.contains("probability: 1.0");
		assertThat(Files.readString(Chart.DIRECTORY.resolve("values.yaml"))).contains("  sampling: 1.0\n");
	}

	@ParameterizedTest
	@FieldSource("SETS")
	void showsHowToMakeAFirstCall(String set) {
		assertThat(Chart.notes("demo", set)).contains("/instances/<instance>/root-password")
			.doesNotContain("<no value>");
		assertThat(Chart.notes("demo", set).contains("helm -n dba test demo")).isNotEqualTo(set.equals("mtls"));
	}

	@Test
	void describesEachValueInASentence() throws IOException {
		List<String> silent = new ArrayList<>();
		String before = "";
		for (String line : Files.readAllLines(Chart.DIRECTORY.resolve("values.yaml"))) {
			boolean leaf = line.matches(" *[A-Za-z]+: .*");
			if (leaf && !before.matches(" *# .*\\.")) {
				silent.add(line);
			}
			before = line;
		}
		// Examples of defaults, and values that a comment of their group describes
		assertThat(silent).allMatch((line) -> line.matches("\\s+(cpu|memory|grafana_dashboard): .*"));
	}

	@Test
	void hasATypeForEachValueAndAValueForEachType() throws IOException {
		JsonMapper json = new JsonMapper();
		JsonNode schema = json.readTree(Files.readString(Chart.DIRECTORY.resolve("values.schema.json")));
		JsonNode values = json
			.valueToTree(new Yaml().<Object>load(Files.readString(Chart.DIRECTORY.resolve("values.yaml"))));
		assertThat(unlike(schema, values, "").toList()).containsExactly(".global is not in values.yaml");
	}

	private static Stream<String> unlike(JsonNode schema, JsonNode value, String path) {
		JsonNode properties = schema.path("properties");
		if (!properties.isObject() || !value.isObject()) {
			boolean typed = Stream.of("type", "anyOf", "$ref").anyMatch(schema::has);
			return typed ? Stream.empty() : Stream.of(path + " has no type");
		}
		Stream<String> open = schema.path("additionalProperties").isBoolean() ? Stream.empty()
				: Stream.of(path + " lets unknown values in");
		Stream<String> absent = properties.propertyNames()
			.stream()
			.filter((name) -> !value.has(name))
			.map((name) -> path + "." + name + " is not in values.yaml");
		Stream<String> nullable = value.propertyStream()
			.filter((each) -> !each.getValue().isContainer())
			.filter((each) -> schema.path("required")
				.valueStream()
				.noneMatch((name) -> name.asString().equals(each.getKey())))
			.map((each) -> path + "." + each.getKey() + " may be null");
		Stream<String> below = value.propertyNames()
			.stream()
			.flatMap((name) -> unlike(properties.path(name), value.path(name), path + "." + name));
		return Stream.of(open, absent, nullable, below).flatMap((some) -> some);
	}

}
