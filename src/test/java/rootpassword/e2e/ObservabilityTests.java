package rootpassword.e2e;

import java.io.IOException;
import java.net.http.HttpRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import com.github.tomakehurst.wiremock.http.Fault;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.yaml.snakeyaml.Yaml;
import rootpassword.docs.Markdown;
import rootpassword.kit.Facade;
import rootpassword.kit.Facade.Answer;
import rootpassword.kit.PromQl;
import rootpassword.kit.PromQl.Selector;
import rootpassword.kit.SpanCollector;
import rootpassword.kit.database.Database;
import rootpassword.kit.provider.ActionTrailStub;
import rootpassword.kit.provider.ProviderStub;
import rootpassword.kit.provider.StubAnswer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * The running program for operators: metrics, alerts, dashboard, traces, log.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@ExtendWith(OutputCaptureExtension.class)
@Isolated
class ObservabilityTests {

	private static final Path FILES = Path.of("helm/root-password/files");

	/** The labels that Prometheus adds to a scrape. */
	private static final String VARIABLES = "namespace=~\"$namespace\",job=~\"$release\"";

	private static final String TARGET = ",target=~\"$target\"";

	private static final String ANY = "namespace=~\".*\"";

	private static final JsonMapper JSON = new JsonMapper();

	private static final String PASSWORD = "Correct!Horse7";

	private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";

	private static final String PARENT = "00f067aa0ba902b7";

	private final ProviderStub provider = ProviderStub.start();

	private final ActionTrailStub trail = ActionTrailStub.start(this.provider);

	private final SpanCollector collector = SpanCollector.start();

	private Facade facade;

	private Answer accepted;

	private Answer unknown;

	private String log;

	/** Before the first request. */
	private String fresh;

	/** Before the first request that is counted. */
	private String before;

	private String scrape;

	@BeforeAll
	void letSomethingHappen(@TempDir Path directory, CapturedOutput output) {
		this.facade = Facade.start(Database.h2In(directory), this.provider,
				Stream
					.of(Stream.of(this.collector.properties()), this.trail.properties(),
							Stream.of("logging.structured.format.console=ecs",
									"root-password.export.otlp.enabled=true"))
					.flatMap(Function.identity())
					.toArray(String[]::new));
		this.fresh = scrape();
		this.facade.warmUp(this.provider);
		this.before = scrape();
		int logged = output.getOut().length();
		this.accepted = reset("dds-seen1", Facade.body(PASSWORD), "traceparent", "00-" + TRACE + "-" + PARENT + "-01");
		this.unknown = reset("dds-unknown1", Facade.body(PASSWORD));
		this.provider.next(StubAnswer.of(Fault.CONNECTION_RESET_BY_PEER));
		assertThat(reset("dds-seen2", Facade.body(PASSWORD)).status()).isEqualTo(504);
		assertThat(reset("dds-seen2", Facade.body(PASSWORD)).status()).isEqualTo(409);
		assertThat(reset("dds-seen1", Facade.body("short")).status()).isEqualTo(400);
		assertThat(this.facade.post("/instances/dds-seen1/root-password", "nobody", "{}").status()).isEqualTo(401);
		// The span of the request comes last, perhaps in another export
		await().untilAsserted(() -> assertThat(this.collector.content()).contains(SpanCollector.bytes(PARENT),
				SpanCollector.bytes(this.unknown.json().get("traceId").stringValue())));
		// A look at the ledger may fail on a busy machine
		await().untilAsserted(() -> {
			this.scrape = scrape();
			assertThat(value("root_password_ledger_writable", this.scrape)).isOne();
			assertThat(value("root_password_attempts_open", this.scrape)).isZero();
		});
		this.log = output.getOut().substring(logged);
	}

	@AfterAll
	void stop() {
		this.facade.close();
		this.trail.close();
		this.provider.close();
		this.collector.close();
	}

	/** Without the series, its first value is no increase, and no alert fires. */
	@ParameterizedTest
	@MethodSource("alerts")
	void everyAlertHasItsSeriesFromTheStart(Map<String, String> alert) {
		List<Selector> selectors = PromQl.selectors(alert.get("expr"));
		boolean perTarget = alert.get("expr").contains("by (namespace, job, target");
		assertThat(selectors).isNotEmpty()
			// Made by Prometheus itself
			.filteredOn((selector) -> !selector.metric().equals("up"))
			.allSatisfy((selector) -> assertThat(selector.in(this.fresh)).as(selector.toString())
				.isNotEmpty()
				.allMatch((line) -> line.contains("target=\"") == perTarget));
	}

	@ParameterizedTest
	@MethodSource("alerts")
	@SuppressWarnings("unchecked")
	void everyAlertHasARunbook(Map<String, Object> alert) throws IOException {
		assertThat((Map<String, String>) alert.get("labels")).extractingByKey("severity").isIn("warning", "critical");
		Map<String, String> annotations = (Map<String, String>) alert.get("annotations");
		assertThat(annotations).containsOnlyKeys("summary", "description");
		assertThat(Files.readAllLines(Path.of("docs/RUNBOOK.md"))).filteredOn((line) -> line.startsWith("### "))
			.contains("### " + alert.get("alert"));
	}

	static Stream<Map<String, Object>> alerts() throws IOException {
		List<Map<String, Object>> rules = new Yaml()
			.load(Files.readString(FILES.resolve("alerts.yaml")).replace("<matchers>", ANY).replace("<wanted>", "1"));
		return rules.stream();
	}

	@Test
	void haveEveryMetricOfTheDashboard() throws IOException {
		JsonNode dashboard = JSON.readTree(Files.readString(FILES.resolve("dashboard.json")));
		assertThat(
				dashboard.at("/templating/list").valueStream().map((variable) -> variable.path("name").stringValue()))
			.containsExactly("datasource", "namespace", "release", "target");
		List<Selector> selectors = dashboard.findValues("expr")
			.stream()
			.flatMap((expr) -> PromQl.selectors(expr.stringValue()).stream())
			.toList();
		assertThat(selectors).hasSizeGreaterThan(20).allSatisfy((selector) -> {
			assertThat(selector.matchers()).startsWith("{" + VARIABLES);
			assertThat(new Selector(selector.metric(), selector.matchers().replace(VARIABLES, ANY).replace(TARGET, ""))
				.in(this.scrape)).isNotEmpty()
				.allMatch((line) -> line.contains("target=\"") == selector.matchers().contains(TARGET));
		});
		assertThat(dashboard.findValues("datasource")).allSatisfy(
				(source) -> assertThat(source.path("uid").stringValue("${datasource}")).isEqualTo("${datasource}"));
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			root_password_resets_seconds_count{outcome="accepted",rejection="none"}                    | 1
			root_password_resets_seconds_count{outcome="unconfirmed",rejection="none"}                 | 1
			root_password_resets_seconds_count{outcome="rejected",rejection="in-flight"}               | 1
			root_password_resets_seconds_count{outcome="rejected",rejection="instance-not-found",target="default"} | 1
			root_password_resets_seconds_count{outcome="rejected",rejection="overloaded"}              | 0
			root_password_provider_calls_seconds_count{outcome="accepted"}                             | 1
			root_password_provider_calls_seconds_count{outcome="unconfirmed"}                          | 1
			root_password_provider_calls_seconds_bucket{outcome="accepted",le="30.0"}                  | 1
			root_password_ledger_seconds_count{operation="open",result="ok"}                           | 4
			root_password_ledger_seconds_count{operation="settle",result="ok"}                         | 3
			root_password_ledger_seconds_count{operation="note",result="ok"}                           | 1
			root_password_refusals_total{rejection="password-policy"}                                  | 1
			root_password_unauthenticated_total                                                        | 1
			root_password_attempts_swept_total                                                         | 0
			root_password_ledger_clock_jumps_total                                                     | 0
			root_password_settlements_unrecorded_total                                                 | 0
			root_password_notes_lost_total                                                             | 0
			root_password_credentials_refreshes_total{result="failed"}                                 | 0
			""")
	void countEvents(String selector, double value) {
		assertThat(value(selector, this.scrape) - value(selector, this.before)).isEqualTo(value);
	}

	@ParameterizedTest
	@CsvSource({ "root_password_attempts_open, 0", "root_password_ledger_writable, 1",
			"root_password_callers_file_valid, 1" })
	void showTheState(String selector, double value) {
		assertThat(value(selector, this.scrape)).isEqualTo(value);
	}

	private static double value(String selector, String scrape) {
		List<String> lines = PromQl.selectors(selector).getFirst().in(scrape).toList();
		assertThat(lines).as(selector).hasSize(1);
		return Double.parseDouble(lines.getFirst().substring(lines.getFirst().lastIndexOf(' ')));
	}

	@Test
	void haveARunbookWithQueriesThatTheLedgerAnswers() {
		assertThat(Markdown.code(Markdown.of("docs/RUNBOOK.md").text()))
			.filteredOn((code) -> code.startsWith("select "))
			.hasSizeGreaterThan(4)
			.allSatisfy((query) -> this.facade.bean(JdbcClient.class)
				.sql(query.replace("<attempt id>", this.accepted.json().get("attemptId").stringValue()))
				.query()
				.listOfRows());
	}

	@Test
	void areThoseOfTheReference() {
		Set<String> metrics = Pattern
			.compile("(?m)^root_password_(\\w+?)(?:(?<=_seconds)_(?:count|sum|bucket|max))?[{ ]")
			.matcher(this.fresh)
			.results()
			.map((series) -> series.group(1))
			.collect(Collectors.toCollection(TreeSet::new));
		metrics.add("login_checks_seconds");
		assertThat(documented("## Metrics")).isEqualTo(metrics);
	}

	@Test
	void haveATrailWithTheColumnsOfTheReference() {
		assertThat(documented("## Audit trail")).isEqualTo(this.facade.trail()
			.getFirst()
			.keySet()
			.stream()
			.map((column) -> column.toLowerCase(Locale.ROOT))
			.collect(Collectors.toSet()));
	}

	private static Set<String> documented(String heading) {
		return Markdown.of("docs/REFERENCE.md")
			.rows(heading)
			.stream()
			.flatMap((row) -> Markdown.code(row.getFirst()).stream())
			.collect(Collectors.toCollection(TreeSet::new));
	}

	@Test
	void nameNeitherInstanceNorCallerInAMetric() {
		assertThat(this.scrape).doesNotContain("dds-", "portal");
	}

	@Test
	void haveOneTraceIdFromTheCallersTraceToTheProvider() {
		assertThat(this.accepted.status()).isEqualTo(200);
		assertThat(this.facade.trail("instance = 'dds-seen1' and event <> 'refused'"))
			.allSatisfy((row) -> assertThat(row).containsEntry("trace_id", TRACE))
			.hasSize(2);
		assertThat(line("dds-seen1").path("trace.id").stringValue("")).isEqualTo(TRACE);
		assertThat(this.provider.resets("dds-seen1").getFirst().header("traceparent"))
			.matches("00-" + TRACE + "-[0-9a-f]{16}-01")
			.doesNotContain(PARENT);
		assertThat(this.collector.content()).contains(SpanCollector.bytes(TRACE), SpanCollector.bytes(PARENT),
				"ledger open", "provider call", "target", "ledger settle",
				this.accepted.json().get("requestId").stringValue());
	}

	@Test
	void exportNeitherPathsNorProbes() {
		assertThat(this.collector.content()).doesNotContain("http.url", "dds-", "actuator", "task ", "security filter");
	}

	@Test
	void tellTheTraceIdInAProblem() {
		String trace = this.unknown.json().get("traceId").stringValue();
		assertThat(trace).matches("[0-9a-f]{32}");
		assertThat(this.facade.trail("instance = 'dds-unknown1'"))
			.allSatisfy((row) -> assertThat(row).containsEntry("trace_id", trace));
		assertThat(this.collector.content()).contains(SpanCollector.bytes(trace));
	}

	@Test
	void logEveryAttemptOnceInFields() {
		JsonNode line = line("dds-unknown1");
		assertThat(line.at("/log/level").stringValue()).isEqualTo("INFO");
		assertThat(line.at("/service/name").stringValue()).isEqualTo("root-password");
		assertThat(line.get("attemptId").stringValue()).isEqualTo(this.unknown.json().get("attemptId").stringValue());
		assertThat(line.get("target").stringValue()).isEqualTo("default");
		assertThat(line.get("caller").stringValue()).isEqualTo("portal");
		assertThat(line.get("outcome").stringValue()).isEqualTo("rejected");
		assertThat(line.get("rejection").stringValue()).isEqualTo("instance-not-found");
		assertThat(line.get("requestId").stringValue()).isEqualTo(this.unknown.json().get("requestId").stringValue());
		assertThat(line.get("trace.id").stringValue()).isEqualTo(this.unknown.json().get("traceId").stringValue());
	}

	/** The only line of an attempt, among lines that are all JSON. */
	private JsonNode line(String instance) {
		List<JsonNode> lines = this.log.lines()
			.filter((line) -> line.startsWith("{"))
			.map(JSON::readTree)
			.filter((line) -> line.has("attemptId"))
			.toList();
		assertThat(lines).hasSize(3);
		return lines.stream()
			.filter((line) -> line.get("instanceId").stringValue().equals(instance))
			.findFirst()
			.orElseThrow();
	}

	private Answer reset(String instance, String body, String... headers) {
		return this.facade.post("/instances/" + instance + "/root-password", Facade.PORTAL, body, headers);
	}

	/** Prometheus before 2.43 refuses the whole answer if a count has a trace id. */
	@Test
	void showTraceIdsAtBucketsAndCountersOnly() {
		List<String> exemplars = this.facade
			.get(this.facade.managementUri("/actuator/prometheus"), "Accept", "application/openmetrics-text")
			.text()
			.lines()
			.filter((line) -> line.contains(" # {"))
			.toList();
		assertThat(exemplars).isNotEmpty().allMatch((line) -> line.matches("\\w+_(bucket|total)[ {].*"));
	}

	/** Alerts and dashboards of operators depend on them. */
	@Test
	void keepTheirNamesLabelsAndDescriptions() throws IOException {
		Path expected = Path.of("src/test/resources/metrics/series.txt");
		assertThat(this.fresh.lines()
			.filter((line) -> line.matches("(# (HELP|TYPE) )?root_password_.*"))
			// They have the labels of the series _count
			.filter((line) -> !line.matches("root_password_[a-z_]+_(bucket|sum|max).*"))
			.map((line) -> line.startsWith("#") ? line : line.substring(0, line.lastIndexOf(' ')))
			.sorted()).isEqualTo(Files.readAllLines(expected));
	}

	/** The rules of {@code promtool check metrics}, for our own names. */
	@Test
	void haveNamesThatPrometheusAdvises() {
		Map<String, String> types = this.scrape.lines()
			.filter((line) -> line.startsWith("# TYPE root_password_"))
			.map((line) -> line.split(" "))
			.collect(Collectors.toMap((line) -> line[2], (line) -> line[3]));
		assertThat(types).hasSizeGreaterThan(20).allSatisfy((name, type) -> {
			assertThat(this.scrape).containsPattern("(?m)^# HELP " + name + " \\S");
			assertThat(name.endsWith("_total")).isEqualTo(type.equals("counter"));
			assertThat(name).matches("[a-z][a-z0-9]*(_[a-z0-9]+)*")
				.doesNotMatch(".*_(count|sum|bucket|info)")
				.doesNotMatch(".*_(ms|us|ns|s|m|h|d|min|hours|minutes|days|milliseconds|kb|mb|gb|percent|gauge|counter|"
						+ "histogram|summary)(_.*)?");
		});
	}

	private String scrape() {
		Answer answer = this.facade.send(HttpRequest.newBuilder(this.facade.managementUri("/actuator/prometheus")));
		assertThat(answer.status()).isEqualTo(200);
		return answer.text();
	}

}
