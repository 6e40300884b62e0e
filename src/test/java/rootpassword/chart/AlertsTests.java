package rootpassword.chart;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.boot.convert.DurationStyle;
import org.yaml.snakeyaml.Yaml;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Each alert fires in its cases in src/test/helm/alerts.yaml, and only there: by promtool
 * where it is installed, and by {@link AlertEvaluation} everywhere.
 */
@Execution(ExecutionMode.CONCURRENT)
class AlertsTests {

	private static final Path DIRECTORY = Path.of("target/alerts");

	private static final String RELEASE = "namespace=\"dba\",job=\"demo-root-password-management\"";

	private static final JsonNode RULES = Manifest.only(Chart.manifests("production"), "PrometheusRule").at("/spec");

	@ParameterizedTest
	@MethodSource("cases")
	void firesInItsCasesOnly(Case each) {
		JsonNode rule = rule(each.alert);
		assertThat(AlertEvaluation.firing(rule.path("expr").asString(), duration(rule.path("for").asString("0s")),
				each.series, (int) each.at.toMinutes()))
			.extracting((labels) -> labels.getOrDefault("target", ""))
			.isEqualTo(each.targets);
	}

	private static JsonNode rule(String alert) {
		return RULES.at("/groups/0/rules")
			.valueStream()
			.filter((candidate) -> candidate.path("alert").asString().equals(alert))
			.findFirst()
			.orElseThrow();
	}

	private static boolean tellsItsTarget(JsonNode rule) {
		return rule.at("/annotations/description").asString().contains("target {{ $labels.target }}");
	}

	@Test
	void tellsItsTargetIfItIsAboutOne() {
		assertThat(RULES.at("/groups/0/rules").valueStream()).allSatisfy((rule) -> assertThat(tellsItsTarget(rule))
			.isEqualTo(rule.path("expr").asString().contains("by (namespace, job, target")));
	}

	@Test
	void hasCasesForEachAlert() throws IOException {
		assertThat(cases().map(Case::alert).distinct()).containsExactlyElementsOf(
				RULES.at("/groups/0/rules").valueStream().map((rule) -> rule.path("alert").asString()).toList());
	}

	@Test
	void passPromtool() throws Exception {
		Files.createDirectories(DIRECTORY);
		Files.writeString(DIRECTORY.resolve("alerts.yaml"), RULES.toString());
		Files.writeString(DIRECTORY.resolve("alerts.test.yaml"), new Yaml().dump(Map.of("rule_files",
				List.of("alerts.yaml"), "evaluation_interval", "1m", "tests", cases().map(Case::toTest).toList())));
		Assumptions.assumeTrue(
				Stream.of(System.getenv("PATH").split(":"))
					.anyMatch((path) -> Files.isExecutable(Path.of(path, "promtool"))),
				"SKIPPED: promtool is not installed");
		for (String command : List.of("check rules alerts.yaml", "test rules alerts.test.yaml")) {
			Process promtool = new ProcessBuilder(("promtool " + command).split(" ")).directory(DIRECTORY.toFile())
				.redirectErrorStream(true)
				.start();
			String output = new String(promtool.getInputStream().readAllBytes());
			assertThat(promtool.waitFor()).as(output).isZero();
		}
	}

	/** The alerts of one release see nothing of another, whatever its name. */
	@Test
	void selectsTheSeriesOfTheRelease() {
		assertThat(RULES.at("/groups/0/rules").valueStream().map((rule) -> rule.path("expr").asString()))
			.allSatisfy((expression) -> assertThat(expression.replace("{" + RELEASE, "")).doesNotContain("{")
				.isNotEqualTo(expression));
		assertThat(Chart.render("production", "fullnameOverride=vault")).contains("job=\"vault-management\"")
			.doesNotContain("demo-root-password");
		assertThat(Chart.render("everything")).contains("absent(up{namespace=\"dba\",job=~\"everything.*\"})",
				"runbook_url: https://git.example.com/root-password/docs/RUNBOOK.md#rootpassworddown");
		assertThat(Chart.render("production", "replicaCount=5")).contains("== 1) < 5");
	}

	static Stream<Case> cases() throws IOException {
		Map<String, Map<String, Map<String, Object>>> cases = new Yaml()
			.load(Files.readString(Path.of("src/test/helm/alerts.yaml")));
		return cases.entrySet()
			.stream()
			.flatMap((alert) -> Stream.concat(alert.getValue().entrySet().stream().flatMap((each) -> {
				Case own = Case.of(alert.getKey(), each.getKey().startsWith("fires"), each.getValue(), RELEASE);
				// The same in another namespace, without a replica in this one
				boolean down = own.alert.equals("RootPasswordDown");
				return down || !own.targets.isEmpty()
						? Stream.of(own,
								Case.of(alert.getKey(), down, each.getValue(), RELEASE.replace("dba", "staging")))
						: Stream.of(own);
			}), ofTwoTargets(alert.getKey(), alert.getValue())));
	}

	/** One target fails, and the other does not. */
	private static Stream<Case> ofTwoTargets(String alert, Map<String, Map<String, Object>> cases) {
		if (!tellsItsTarget(rule(alert))) {
			return Stream.empty();
		}
		Case failing = Case.of(alert, true, cases.get("fires"), RELEASE + ",target=\"failing\"");
		failing.series.putAll(Case.of(alert, false, cases.get("silent"), RELEASE + ",target=\"well\"").series);
		return Stream.of(new Case(alert, List.of("failing"), failing.at, failing.series));
	}

	private static Duration duration(String text) {
		return DurationStyle.SIMPLE.parse(text);
	}

	/**
	 * A set of series, and whether the alert fires at a time.
	 *
	 * @param targets the label of each alert that fires, empty for one without
	 */
	record Case(String alert, List<String> targets, Duration at, Map<String, String> series) {

		@SuppressWarnings("unchecked")
		static Case of(String alert, boolean fires, Map<String, Object> given, String labels) {
			Map<String, String> series = new LinkedHashMap<>();
			((Map<String, String>) given.get("series")).forEach((name, values) -> series
				.put(name.replace("{", "{" + labels + (name.endsWith("{}") ? "" : ",")), values));
			return new Case(alert, fires ? List.of("") : List.of(), duration((String) given.get("at")), series);
		}

		Map<String, Object> toTest() {
			List<Map<String, String>> input = new ArrayList<>();
			this.series.forEach((name, values) -> input.add(Map.of("series", name, "values", values)));
			return Map.of("interval", "1m", "input_series", input, "promql_expr_test",
					List.of(Map.of("expr",
							"count by (target) (ALERTS{alertname=\"%s\",alertstate=\"firing\",release=\"demo\"}) > 0"
								.formatted(this.alert),
							"eval_time", this.at.toMinutes() + "m", "exp_samples",
							this.targets.stream()
								.map((target) -> Map.of("labels",
										target.isEmpty() ? "{}" : "{target=\"" + target + "\"}", "value", 1))
								.toList())));
		}

	}

}
