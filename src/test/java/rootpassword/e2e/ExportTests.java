package rootpassword.e2e;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import rootpassword.evidence.row.CanonicalRow;
import rootpassword.kit.Facade;
import rootpassword.kit.Facade.Answer;
import rootpassword.kit.LogCollector;
import rootpassword.kit.LogWatch;
import rootpassword.kit.Tokens;
import rootpassword.kit.WebhookReceiver;
import rootpassword.kit.database.Database;
import rootpassword.kit.provider.ProviderStub;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * The trail where people look: pushed to a collector and a webhook, or pulled.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ExportTests {

	@RegisterExtension
	private final LogWatch log = new LogWatch("rootpassword.export");

	private static final String AUDIT = "audit-token-0123456789";

	private static final String PASSWORD = "Correct!Horse7";

	private static final String NDJSON = "application/x-ndjson";

	private final ProviderStub provider = ProviderStub.start();

	private final WebhookReceiver receiver = WebhookReceiver.start();

	private final LogCollector collector = LogCollector.start();

	private Facade facade;

	@BeforeAll
	void start() {
		this.facade = Facade
			.start(Database.postgres(), this.provider,
					Stream.concat(Stream.of(this.receiver.properties()),
							Stream.of("root-password.evidence.interval=100ms", "root-password.export.otlp.enabled=true",
									"management.opentelemetry.logging.export.otlp.endpoint="
											+ this.collector.endpoint("logs"),
									"root-password.callers[2].name=audit",
									"root-password.callers[2].token-sha256=" + Tokens.sha256(AUDIT),
									"root-password.callers[2].instances=*", "root-password.callers[2].scopes=audit",
									"root-password.callers[3].name=narrow",
									"root-password.callers[3].token-sha256=" + Tokens.sha256("narrow-token-0123456789"),
									"root-password.callers[3].instances=dds-*", "root-password.callers[3].scopes=audit",
									"root-password.limits.per-instance=1000/1h"))
						.toArray(String[]::new))
			.warmUp(this.provider);
	}

	@AfterAll
	void stop() {
		this.facade.close();
		this.provider.close();
		this.receiver.close();
		this.collector.close();
	}

	@Test
	void aResetArrivesInBothStreams() {
		String attempt = this.facade.reset("dds-push1", PASSWORD).json().path("attemptId").stringValue();
		await().until(() -> this.receiver.batches().toString().split(attempt, -1).length > 2
				&& this.collector.records().toString().split(attempt, -1).length > 2);
		String metrics = this.facade.get(this.facade.managementUri("/actuator/prometheus")).text();
		assertThat(this.collector.resource()).contains("service.version");
		// The account of the service's own key is not configured, and the stub has no
		// region
		assertThat(this.receiver.batches().toString()).contains("\"cloud\":{\"provider\":\"Alibaba Cloud\"}");
		assertThat(metrics).contains("root_password_export_stopped{destination=\"webhook\"} 0.0",
				"root_password_export_rows_total{destination=\"webhook\"}",
				"root_password_export_rows_total{destination=\"otlp\"}",
				"root_password_export_skipped_total{destination=\"webhook\"} 0.0",
				"root_password_export_failures_total{destination=\"otlp\"} 0.0",
				"root_password_export_age_seconds{destination=\"otlp\"}",
				"root_password_export_lag_rows{destination=\"webhook\"}");
		assertThat(this.receiver.batches().toString() + this.collector.records() + this.log.lines())
			.doesNotContain(PASSWORD, WebhookReceiver.SECRET);
	}

	@Test
	void aDestinationThatHangsCostsAResetNothing() throws IOException {
		try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
				Facade hanging = Facade.start(Database.postgres(), this.provider,
						"root-password.evidence.interval=100ms",
						"root-password.export.webhook.url=http://127.0.0.1:" + silent.getLocalPort() + "/?token=canary",
						"root-password.export.webhook.secret=" + WebhookReceiver.SECRET,
						"spring.datasource.hikari.maximum-pool-size=3", "spring.datasource.hikari.minimum-idle=3")) {
			silent.setSoTimeout(60_000);
			hanging.warmUp(this.provider);
			Socket waiting = silent.accept();
			// The exporter waits now, and has no connection
			String idle = "hikaricp_connections_active{pool=\"HikariPool-";
			await().until(() -> hanging.get(hanging.managementUri("/actuator/prometheus"))
				.text()
				.lines()
				.anyMatch((line) -> line.startsWith(idle) && line.endsWith(" 0.0")));
			for (int i = 0; i < 20; i++) {
				assertThat(hanging.reset("dds-hang1", PASSWORD).status()).isIn(200, 429);
			}
			// It does not come to an answer, and the next try does not either
			waiting.close();
			await().until(() -> !hanging.get(hanging.managementUri("/actuator/prometheus"))
				.text()
				.contains("root_password_export_failures_total{destination=\"webhook\"} 0.0"));
			// It is logged after it is counted
			await().until(() -> !this.log.lines("Rows of the trail do not reach webhook, try 1: ").isEmpty());
			assertThat(this.log.lines().toString()).doesNotContain("canary", WebhookReceiver.SECRET);
		}
	}

	@Test
	void auditorsPullTheTrailInItsOrder() {
		for (int i = 0; i < 3; i++) {
			this.facade.reset("dds-pull" + i, PASSWORD);
		}
		await().until(() -> lines(get("/trail?limit=1000", AUDIT)).size() > 6);
		Answer whole = get("/trail?limit=1000", AUDIT);
		assertThat(whole.status()).isEqualTo(200);
		assertThat(whole.header("Content-Type")).startsWith(NDJSON);
		assertThat(whole.header("Cache-Control")).isEqualTo("no-store");
		List<JsonNode> lines = lines(whole);
		assertThat(lines.getLast().propertyNames()).containsExactly("next");
		for (int i = 0; i < lines.size() - 1; i++) {
			assertThat(lines.get(i).path("index").intValue()).isEqualTo(i);
			CanonicalRow row = CanonicalRow.parse(lines.get(i).path("row").toString().getBytes());
			assertThat(row.values().get("target")).isEqualTo(row.values().containsKey("attempt_id") ? "default" : null);
			assertThat(row.leafHash().base64()).isEqualTo(lines.get(i).path("hash").stringValue());
		}
		List<JsonNode> first = lines(get("/trail?limit=4", AUDIT));
		List<JsonNode> second = lines(get("/trail?limit=2&after=" + first.getLast().path("next").stringValue(), AUDIT));
		assertThat(first).hasSize(5);
		assertThat(first.subList(0, 4)).isEqualTo(lines.subList(0, 4));
		assertThat(second.subList(0, 2)).isEqualTo(lines.subList(4, 6));
		String end = lines.getLast().path("next").stringValue();
		assertThat(get("/trail?limit=1000&after=" + end, AUDIT).status()).isEqualTo(200);
		assertThat(get("/trail?after=" + end.substring(0, end.length() - 1) + "!", AUDIT).status()).isEqualTo(400);
		assertThat(get("/trail", AUDIT, "Accept", "*/*").status()).isEqualTo(200);
	}

	@Test
	void theTrailIsForAuditorsOfEverything() {
		for (String token : List.of(Facade.PORTAL, "narrow-token-0123456789")) {
			assertThat(get("/trail", token).slug()).isEqualTo("forbidden");
		}
		assertThat(this.facade.get(this.facade.uri("/trail")).status()).isEqualTo(401);
		assertThat(get("/trail", AUDIT, "Accept", "text/html").slug()).isEqualTo("not-acceptable");
		assertThat(this.facade.post("/trail", AUDIT, "{}").slug()).isEqualTo("method-not-allowed");
	}

	@ParameterizedTest
	@CsvSource({ "limit=0, limit malformed", "limit=1001, limit malformed", "limit=, limit malformed",
			"after=-1, after malformed", "after=x, after malformed", "after=01, after malformed",
			"after=99999999999999999, after malformed", "after=999999999, after no-such-row",
			"after=1.AAAAAAAAAAAAAAAA, after no-such-row", "after=1.A, after malformed",
			"limit=5&limit=5, limit duplicate-parameter", "cursor=5, cursor unknown-parameter" })
	void namesTheFaultOfAQuery(String query, String fault) {
		Answer answer = get("/trail?" + query, AUDIT);
		assertThat(answer.slug()).isEqualTo("invalid-request");
		JsonNode error = answer.json().path("errors").get(0);
		assertThat(error.path("parameter").stringValue() + " " + error.path("code").stringValue()).isEqualTo(fault);
	}

	@ParameterizedTest
	@ValueSource(strings = { NDJSON, "application/x-ndjson, application/json;q=0.5",
			"text/html, application/x-ndjson;q=0.5" })
	void theHistoryOfAnInstanceComesInLinesIfAsked(String accept) {
		this.facade.reset("dds-lines", PASSWORD);
		this.facade.reset("dds-lines", PASSWORD);
		String path = "/instances/dds-lines/root-password/attempts";
		JsonNode page = get(path + "?limit=1", AUDIT).json();
		Answer answer = get(path + "?limit=1", AUDIT, "Accept", accept);
		assertThat(answer.header("Content-Type")).isEqualTo(NDJSON);
		List<JsonNode> lines = lines(answer);
		assertThat(lines).hasSize(2);
		assertThat(lines.getFirst()).isEqualTo(page.path("attempts").get(0));
		assertThat(lines.getLast().path("next")).isEqualTo(page.path("next"));
		assertThat(get(path + "?limit=200", AUDIT, "Accept", accept).text()).endsWith("\n{\"next\":null}\n");
	}

	@ParameterizedTest
	@ValueSource(strings = { "*/*", "application/json", "application/*", "application/json, application/x-ndjson",
			"application/x-ndjson;q=0.5, */*;q=0.8" })
	void theHistoryOfAnInstanceIsJsonOtherwise(String accept) {
		Answer answer = get("/instances/dds-none/root-password/attempts", AUDIT, "Accept", accept);
		assertThat(answer.text()).isEqualTo("{\"attempts\":[]}");
		assertThat(answer.header("Content-Type")).isEqualTo("application/json");
	}

	private static List<JsonNode> lines(Answer answer) {
		return answer.text().lines().map(JsonMapper.shared()::readTree).toList();
	}

	private Answer get(String path, String token, String... headers) {
		return this.facade.get(this.facade.uri(path),
				Stream.concat(Stream.of("Authorization", "Bearer " + token), Stream.of(headers))
					.toArray(String[]::new));
	}

}
