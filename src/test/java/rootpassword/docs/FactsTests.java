package rootpassword.docs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.provider.CsvSource;
import org.yaml.snakeyaml.Yaml;
import rootpassword.reset.outcome.Rejection;
import rootpassword.web.problem.ProblemType;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The documents state what the code does: problems, codes, thresholds of alerts, names of
 * classes.
 */
class FactsTests {

	private static final Markdown REFERENCE = Markdown.of("docs/REFERENCE.md");

	@Test
	void everyProblem() {
		Map<String, String> problems = new TreeMap<>();
		for (ProblemType type : ProblemType.values()) {
			String slug = type.uri().toString().replaceFirst(".*:", "");
			boolean retryable = Stream.of(Rejection.values())
				.filter((rejection) -> rejection.name().equals(type.name()))
				.map(Rejection::retryable)
				.findFirst()
				.orElse(type.status().is5xxServerError());
			problems.merge(slug, "%d %s %s".formatted(type.status().value(), type.outcome(), retryable ? "yes" : "no"),
					// Two types that share a slug
					(one, other) -> one.substring(0, 3).equals(other.substring(0, 3)) ? one
							: one.substring(0, 3) + ", " + other);
		}
		assertThat(REFERENCE.rows("## Problems")
			.stream()
			.filter((row) -> row.get(0).matches("\\d.*"))
			.collect(Collectors.toMap((row) -> row.get(1).replace("`", ""),
					(row) -> row.get(0) + " " + row.get(2) + " " + row.get(3))))
			.isEqualTo(problems);
	}

	@Test
	void theExampleOfAProblemHasItsTexts() throws IOException {
		String texts = Files.readString(Path.of("src/main/resources/problems.properties"));
		List<MatchResult> examples = Pattern
			.compile("root-password:([\\w-]+)\",\"title\":\"([^\"]*)\",\"status\":(\\d+)")
			.matcher(REFERENCE.section("## Problems"))
			.results()
			.toList();
		assertThat(examples).hasSize(1).allSatisfy((example) -> {
			assertThat(texts).contains("title." + example.group(1) + "=" + example.group(2) + "\n");
			assertThat(Stream.of(ProblemType.values())
				.filter((type) -> type.code().equals(example.group(1)))
				.map((type) -> type.status().value())).containsExactly(Integer.valueOf(example.group(3)));
		});
	}

	@Test
	void everyCodeOfAnError() throws IOException {
		String text = REFERENCE.section("## Problems");
		assertThat(new TreeSet<>(Markdown.code(text.substring(text.indexOf("The codes in `errors`:")).substring(23))))
			.isEqualTo(Pattern.compile("(?m)^fault\\.(?:[\\w-]+\\.)?([\\w-]+)=")
				.matcher(Files.readString(Path.of("src/main/resources/problems.properties")))
				.results()
				.map((fault) -> fault.group(1))
				.collect(Collectors.toCollection(TreeSet::new)));
	}

	@Test
	@SuppressWarnings("unchecked")
	void everyEndpoint() throws IOException {
		String documented = REFERENCE.section("## Endpoints");
		Map<String, Map<String, Map<String, Object>>> api = new Yaml()
			.load(Files.readString(Path.of("src/main/resources/openapi/openapi.yaml")));
		assertThat(api.get("paths")).isNotEmpty().allSatisfy((path, methods) -> {
			String written = path.replace("{instanceId}", "<id>").replaceAll("[{}]", "");
			assertThat(documented.replaceAll("[<>]", "").replace("GET /", "/").replace("POST /", "/"))
				.contains("`" + written.replaceAll("[<>]", "") + "`");
		});
	}

	/** The rows of the test that provokes each fault. */
	@Test
	void everyFault() throws ReflectiveOperationException {
		Map<String, String> texts = Map.of("nothing", "none", "200 accepted", "200", "200 accepted, replayed",
				"200, replayed", "200 accepted, not recorded", "200, `\"recorded\": false`");
		CsvSource source = Stream.of(Class.forName("rootpassword.faults.FaultMatrixJarTests").getDeclaredMethods())
			.flatMap((method) -> Stream.of(method.getAnnotationsByType(CsvSource.class)))
			.findFirst()
			.orElseThrow();
		Map<String, List<String>> told = source.textBlock()
			.lines()
			.filter((line) -> !line.startsWith("#"))
			.map((line) -> List.of(line.split("\\s*\\|\\s*")))
			.collect(
					Collectors
						.groupingBy((row) -> row.get(0) + " " + row.get(1), LinkedHashMap::new,
								Collectors.flatMapping(
										(row) -> Stream.of(row.get(3), row.get(5), row.get(6))
											.map((text) -> texts.getOrDefault(text,
													text.replaceAll("([a-z]+-?[a-z]+)$", "`$1`"))),
										Collectors.toList())));
		assertThat(told).hasSize(16).allSatisfy((fault, cells) -> {
			List<String> row = REFERENCE.rows("## What a caller gets when something breaks")
				.stream()
				.filter((each) -> fault.startsWith(each.get(0)) && each.get(1).contains(fault.split(" ")[1]))
				.findFirst()
				.orElseThrow();
			assertThat(List.of(row.get(2), row.get(4))).isEqualTo(cells.subList(0, 2));
			assertThat(row.get(5)).startsWith(cells.get(2).replace(", replayed", "") + " / " + cells.get(5));
		});
	}

	/** Each section of the runbook begins with them. */
	@Test
	void severityAndConditionOfEveryAlert() throws IOException {
		Markdown runbook = Markdown.of("docs/RUNBOOK.md");
		JsonNode rules = new JsonMapper()
			.valueToTree(new Yaml().<Object>load(Files.readString(Path.of("helm/root-password/files/alerts.yaml"))));
		assertThat(rules.valueStream()).isNotEmpty().allSatisfy((rule) -> {
			String expression = rule.path("expr").asString();
			assertThat(runbook.section("### " + rule.path("alert").asString()).split("\n")[3])
				.startsWith("`%s: %s%s%s` *Means:*".formatted(rule.at("/labels/severity").asString(),
						found("\\) ([<>=]+ (?:<wanted>|[0-9.]+))", expression, ""),
						found("\\[(\\w+)]", expression, " in "),
						found("(.+)", rule.path("for").asString(""), ", for ")));
		});
	}

	/** What an operator shall look for. */
	@Test
	void everyLineOfTheLogInTheRunbook() throws IOException {
		String program;
		try (Stream<Path> files = Files.walk(Path.of("src/main/java"))) {
			program = files.filter(Files::isRegularFile)
				.map((file) -> Markdown.of(file.toString()).text())
				.collect(Collectors.joining())
				.replaceAll("\"\\s*\\+\\s*\"", "")
				.replace("''", "'");
		}
		assertThat(Markdown.code(Markdown.of("docs/RUNBOOK.md").prose())
			.stream()
			.filter((line) -> line.contains(" ") && !line.matches("(select|kubectl|helm|GET|critical|warning|\").*"))
			.flatMap((line) -> Stream.of(line.split("…|<[^>]*>|: *$")))
			.map((part) -> part.replaceAll("^[ :]+|[ :]+$", ""))
			.filter((part) -> part.length() > 5)).hasSizeGreaterThan(25).allMatch(program::contains);
	}

	private static String found(String pattern, String text, String before) {
		String found = Pattern.compile(pattern)
			.matcher(text)
			.results()
			.map((match) -> match.group(1))
			.distinct()
			.collect(Collectors.joining(" and "));
		return found.isEmpty() ? "" : before + found;
	}

	@Test
	void everyClassOfTheArchitecture() throws IOException {
		try (Stream<Path> files = Files.walk(Path.of("src"))) {
			List<String> classes = files.map((file) -> file.getFileName().toString())
				.filter((file) -> file.endsWith(".java"))
				.map((file) -> file.replace(".java", ""))
				.toList();
			assertThat(Markdown.code(Markdown.of("docs/ARCHITECTURE.md").prose()))
				.filteredOn((name) -> name.matches("([A-Z]\\w*[a-z]\\w*)"))
				.hasSizeGreaterThan(50)
				.filteredOn((name) -> !classes.contains(name))
				.as("not there")
				.isEmpty();
		}
	}

}
