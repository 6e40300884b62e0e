package rootpassword.e2e;

import java.net.http.HttpRequest;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;

import com.github.tomakehurst.wiremock.http.Fault;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import rootpassword.kit.ApiDocument;
import rootpassword.kit.Facade;
import rootpassword.kit.Facade.Answer;
import rootpassword.kit.Tokens;
import rootpassword.kit.database.Database;
import rootpassword.kit.provider.ProviderStub;
import rootpassword.kit.provider.StubAnswer;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * The endpoints around the reset, over real HTTP.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OtherEndpointsTests {

	private static final String AUDITOR = "auditor-token-0123456789";

	private static final String PASSWORD = "Correct!Horse7";

	private final ProviderStub provider = ProviderStub.start();

	private Facade facade;

	@BeforeAll
	void start(@TempDir Path directory) {
		String endpoint = "root-password.dds.endpoint=";
		Stream<String> provider = Facade.settings(this.provider).filter((setting) -> !setting.startsWith(endpoint));
		this.facade = Facade.startWith(Stream.concat(provider, Stream.of("root-password.callers[2].name=auditor",
				"root-password.callers[2].token-sha256=" + Tokens.sha256(AUDITOR),
				"root-password.callers[2].instances=dds-*", "root-password.callers[2].scopes=audit",
				"root-password.limits.per-instance=5/1h", "root-password.limits.per-caller=1000/1m",
				"root-password.policy.refuse-published-examples=true", "root-password.targets[0].name=hangzhou",
				"root-password.targets[0].instances=dds-dry*,dds-hist*,dds-lang*",
				"root-password.targets[0].endpoint=" + this.provider.endpoint(),
				"root-password.targets[1].name=singapore-payments", "root-password.targets[1].instances=dds-poll*",
				"root-password.targets[1].endpoint=" + this.provider.endpoint())), Database.h2In(directory));
	}

	@AfterAll
	void stop() {
		this.facade.close();
		this.provider.close();
	}

	@Test
	void publishesTheRulesOfTheValidator() {
		Answer answer = this.facade.get(this.facade.uri("/password-policy"));
		assertThat(answer.status()).isEqualTo(200);
		assertThat(answer.header("Content-Type")).isEqualTo("application/json");
		assertThat(answer.header("Cache-Control")).isEqualTo("max-age=300, public");
		JsonNode policy = answer.json();
		assertThat(policy.propertyNames()).containsExactly("minLength", "maxLength", "minClasses", "classes",
				"otherCharacters", "pattern", "passwordrules");
		assertThat(policy.at("/classes/3/name").stringValue()).isEqualTo("special");
		assertThat(policy.at("/classes/3/characters").stringValue()).isEqualTo("!#$%^&*()_+-=");
		assertThat(policy.get("otherCharacters").stringValue()).isEqualTo(" \"',./:;<>?@[\\]`{|}~");
		assertThat(PASSWORD).matches(policy.get("pattern").stringValue());
		assertThat("Ali!123456").doesNotMatch(policy.get("pattern").stringValue());
		String tag = answer.header("ETag");
		assertThat(tag).matches("\"[0-9a-f]{32}\"");
		for (String known : List.of(tag, "\"other\", " + tag)) {
			Answer again = this.facade.get(this.facade.uri("/password-policy"), "If-None-Match", known);
			assertThat(again.status()).as(known).isEqualTo(304);
			assertThat(again.text()).isEmpty();
			assertThat(again.header("ETag")).isEqualTo(tag);
			assertThat(again.header("Cache-Control")).isEqualTo("max-age=300, public");
		}
		assertThat(this.facade.get(this.facade.uri("/password-policy"), "If-None-Match", "\"other\"").status())
			.isEqualTo(200);
	}

	@Test
	void aValidationSendsNothingAndLeavesOneRow() {
		for (int i = 0; i < 6; i++) {
			Answer answer = validate("dds-dry1", PASSWORD, "On-Behalf-Of", "alice", "Idempotency-Key", "k");
			assertThat(answer.status()).isEqualTo(200);
			assertThat(answer.text()).isEqualTo("{\"instanceId\":\"dds-dry1\",\"outcome\":\"acceptable\"}");
			assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
		}
		assertThat(this.provider.resets("dds-dry1")).isEmpty();
		assertThat(this.facade.trail("instance = 'dds-dry1'")).hasSize(6)
			.allSatisfy((row) -> assertThat(row).containsEntry("event", "validated")
				.containsEntry("outcome", "acceptable")
				.containsEntry("asserted_user", "alice"));
		for (String table : List.of("claim", "idempotency")) {
			assertThat(this.facade.database().number("select count(*) from " + table + " where instance = 'dds-dry1'"))
				.as(table)
				.isZero();
		}
	}

	@Test
	void aValidationGetsTheRefusalsOfAReset() {
		assertProblem(validate("dds-dry2", "short"), 400, "password-policy");
		assertProblem(this.facade.post("/instances/dds-dry2/root-password/validation", Facade.BATCH, "{}"), 403,
				"forbidden");
		assertProblem(this.facade.post("/instances/dds-dry2/root-password/validation", Facade.PORTAL, "{"), 400,
				"invalid-request");
		assertProblem(validate("dds-dry2", PASSWORD, "Accept", "text/html"), 406, "not-acceptable");
		assertProblem(validate("dds-dry2", PASSWORD, "Idempotency-Key", "\""), 400, "invalid-request");
		for (int i = 0; i < 5; i++) {
			reset("dds-dry2", PASSWORD, "k" + i);
		}
		assertProblem(validate("dds-dry2", "Other!Horse7", "Idempotency-Key", "k0"), 422, "key-reused");
		Answer limited = validate("dds-dry2", PASSWORD);
		assertProblem(limited, 429, "rate-limited");
		assertThat(Integer.parseInt(limited.header("Retry-After"))).isBetween(3500, 3600);
		// A reset would be a replay, so the limit does not count
		assertThat(validate("dds-dry2", PASSWORD, "Idempotency-Key", "k0").status()).isEqualTo(200);
		assertThat(this.facade.trail("instance = 'dds-dry2' and event = 'validated'"))
			.extracting((row) -> row.get("rejection"))
			.containsExactly("password-policy", "forbidden", "invalid-request", "not-acceptable", "invalid-request",
					"key-reused", "rate-limited", null);
		assertThat(this.facade.trail("instance = 'dds-dry2' and event = 'refused'")).isEmpty();
	}

	@Test
	void showsAnAttemptInFlightAndItsOutcome() {
		CountDownLatch answered = new CountDownLatch(1);
		this.provider.next(StubAnswer.asUsual().after(answered));
		CompletableFuture<Answer> reset = CompletableFuture.supplyAsync(() -> reset("dds-dry3", PASSWORD, "k"));
		await().until(() -> this.provider.resets("dds-dry3").size() == 1);
		Answer keyed = validate("dds-dry3", PASSWORD, "Idempotency-Key", "k");
		assertProblem(keyed, 409, "in-flight");
		assertProblem(validate("dds-dry3", PASSWORD), 409, "in-flight");
		String path = "/attempts/" + keyed.json().get("attemptId").stringValue();
		Answer open = get(path, Facade.PORTAL);
		assertThat(open.json().propertyNames()).containsExactly("attemptId", "instanceId", "target", "caller",
				"openedAt", "outcome");
		assertThat(open.json().get("target").stringValue()).isEqualTo("hangzhou");
		assertThat(open.outcome()).isEqualTo("open");
		answered.countDown();
		reset.join();
		Answer settled = get(path, AUDITOR);
		assertThat(settled.outcome()).isEqualTo("accepted");
		assertThat(settled.header("Cache-Control")).isEqualTo("no-store");
		assertThat(settled.json().get("requestId")).isEqualTo(reset.join().json().get("requestId"));
		assertThat(settled.json().get("settledAt").stringValue()).matches("\\d{4}-\\d\\d-\\d\\dT[\\d:.]+Z");
		Answer others = get(path, Facade.BATCH);
		Answer unknown = get("/attempts/0197a000-0000-7000-8000-000000000001", Facade.BATCH);
		assertProblem(others, 404, "not-found");
		assertThat(others.text().replaceAll("[0-9a-f-]{32,36}", ""))
			.isEqualTo(unknown.text().replaceAll("[0-9a-f-]{32,36}", ""));
		assertProblem(get("/attempts/1-1-1-1-1", Facade.PORTAL), 404, "not-found");
	}

	@Test
	void showsAnUnconfirmedAttempt() {
		this.provider.next(StubAnswer.of(Fault.CONNECTION_RESET_BY_PEER));
		Answer answer = this.facade.post("/instances/dds-poll1/root-password", Facade.PORTAL,
				"{\"password\":\"" + PASSWORD + "\",\"reason\":\"INC-1\"}", "On-Behalf-Of", "alice");
		assertThat(answer.status()).isEqualTo(504);
		Answer attempt = get("/attempts/" + answer.json().get("attemptId").stringValue(), Facade.PORTAL);
		assertThat(attempt.json().propertyNames()).containsExactly("attemptId", "instanceId", "target", "caller",
				"onBehalfOf", "reason", "openedAt", "settledAt", "outcome", "settledBy");
		assertThat(attempt.json().get("target").stringValue()).isEqualTo("singapore-payments");
		assertThat(attempt.outcome()).isEqualTo("unconfirmed");
	}

	/** A reset and its validation, before anything is opened. */
	@ParameterizedTest
	@CsvSource({ "'', refused, dds-other1", "/validation, validated, dds-other2" })
	void refusesAnInstanceThatNoTargetServes(String more, String event, String instance) {
		String path = "/instances/" + instance + "/root-password" + more;
		ApiDocument document = new ApiDocument(this.facade.get(this.facade.uri("/openapi.json")).json());
		// Beyond the limit of an instance
		for (int i = 0; i < 6; i++) {
			Answer answer = this.facade.post(path, Facade.PORTAL, Facade.body(PASSWORD), "Idempotency-Key", "k");
			assertProblem(answer, 404, "instance-not-found");
			assertThat(answer.json().get("detail").stringValue())
				.isEqualTo("No target of this service serves this instance. This request changed nothing.");
			assertThat(answer.json().get("retryable").booleanValue()).isFalse();
			assertThat(answer.json().has("attemptId")).isFalse();
			assertThat(
					document.faults(document.operation("POST", path), 404, "application/problem+json", answer.json()))
				.isEmpty();
		}
		assertThat(this.facade.post(path, Facade.PORTAL, Facade.body(PASSWORD), "Accept-Language", "zh-CN")
			.json()
			.get("detail")
			.stringValue()).isEqualTo("本服务没有负责该实例的目标。本次请求没有做任何更改。");
		assertThat(this.provider.resets(instance)).isEmpty();
		assertThat(this.facade.trail("instance = '" + instance + "'")).hasSize(7)
			.allSatisfy((row) -> assertThat(row).containsEntry("event", event)
				.containsEntry("rejection", "instance-not-found")
				.containsEntry("outcome", "rejected")
				.containsEntry("target", null)
				.containsEntry("attempt_id", null));
		for (String table : List.of("claim", "attempt", "idempotency")) {
			assertThat(this.facade.database()
				.number("select count(*) from " + table + " where instance = '" + instance + "'")).as(table).isZero();
		}
	}

	@Test
	void pagesThroughTheHistoryOfAnInstance() {
		for (int i = 0; i < 5; i++) {
			reset("dds-hist1", PASSWORD, "k" + i);
		}
		String path = "/instances/dds-hist1/root-password/attempts";
		JsonNode all = get(path, AUDITOR).json();
		assertThat(all.propertyNames()).containsExactly("attempts");
		assertThat(all.get("attempts").size()).isEqualTo(5);
		assertThat(all.get("attempts").valueStream().map((attempt) -> attempt.get("target").stringValue()))
			.containsOnly("hangzhou");
		JsonNode first = get(path + "?limit=3", AUDITOR).json();
		JsonNode second = get(path + "?limit=3&cursor=" + first.get("next").stringValue(), AUDITOR).json();
		assertThat(first.get("attempts").size()).isEqualTo(3);
		assertThat(second.propertyNames()).containsExactly("attempts");
		assertThat(second.at("/attempts/1")).isEqualTo(all.at("/attempts/4"));
		String newest = all.at("/attempts/0/openedAt").stringValue();
		assertThat(get(path + "?from=" + newest, AUDITOR).json().get("attempts").size()).isOne();
		assertThat(get(path + "?to=" + newest, AUDITOR).json().get("attempts").size()).isEqualTo(4);
		assertProblem(get(path, Facade.PORTAL), 403, "forbidden");
		assertProblem(get("/instances/DDS/root-password/attempts", AUDITOR), 400, "invalid-request");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			limit=0                       | limit malformed
			limit=201                     | limit malformed
			limit=+5                      | limit malformed
			limit=                        | limit malformed
			limit=5&limit=5               | limit duplicate-parameter
			from=yesterday                | from malformed
			from=2026-01-31               | from malformed
			from=2026-01-31T00:00:00      | from malformed
			from=2026-01-31T00:00Z        | from malformed
			to=2026-02-30T00:00:00Z       | to malformed
			to=2026-01-31T00:00:00+08:00  | to malformed
			cursor=x                      | cursor malformed
			cursor=999999999999999999-1   | cursor malformed
			offset=5                      | offset unknown-parameter
			a%20b=5&limit=x&to=           | a?b unknown-parameter, limit malformed, to malformed
			""")
	void namesEveryFaultOfAQuery(String query, String faults) {
		Answer answer = get("/instances/dds-hist1/root-password/attempts?" + query, AUDITOR);
		assertProblem(answer, 400, "invalid-request");
		assertThat(answer.json()
			.get("errors")
			.valueStream()
			.map((error) -> error.get("parameter").stringValue() + " " + error.get("code").stringValue()))
			.containsExactlyInAnyOrder(faults.split(", "));
	}

	@Test
	void refusesAQueryThatIsNotUtf8() {
		assertProblem(get("/instances/dds-hist1/root-password/attempts?%00=%ff", AUDITOR), 400, "invalid-request");
	}

	@ParameterizedTest
	@CsvSource({ "limit=200", "limit=1", "from=0000-01-01T00:00:00Z&to=9999-12-31T23:59:59-18:00",
			"from=2026-01-31T00:00:00.123456789%2b08:00", "from=2026-01-31t00:00:00z", "cursor=0-0" })
	void acceptsParametersAtTheirBounds(String query) {
		Answer answer = get("/instances/dds-hist1/root-password/attempts?" + query, AUDITOR);
		assertThat(answer.status()).as(answer.text()).isEqualTo(200);
	}

	@ParameterizedTest
	@CsvSource({ "/password-policy,'GET, HEAD'", "/attempts/0197a000-0000-7000-8000-000000000001,'GET, HEAD'",
			"/instances/dds-hist1/root-password/attempts,'GET, HEAD'",
			"/instances/dds-hist1/root-password/validation,POST" })
	void namesTheAllowedMethods(String path, String allowed) {
		for (String method : List.of("PUT", "DELETE", "PATCH", allowed.startsWith("GET") ? "POST" : "GET")) {
			Answer answer = this.facade.send(
					HttpRequest.newBuilder(this.facade.uri(path)).method(method, HttpRequest.BodyPublishers.noBody()),
					"Authorization", "Bearer " + (path.endsWith("attempts") ? AUDITOR : Facade.PORTAL));
			assertProblem(answer, 405, "method-not-allowed");
			assertThat(answer.header("Allow").split(",\\s*")).containsExactly(allowed.split(",\\s*"));
		}
	}

	@Test
	void translatesTextsForPeople() {
		Answer answer = this.facade.post("/instances/dds-lang1/root-password", Facade.PORTAL, Facade.body("short"),
				"Accept-Language", "zh-CN,zh;q=0.9,en;q=0.8");
		assertProblem(answer, 400, "password-policy");
		assertThat(answer.header("Content-Language")).isEqualTo("zh-CN");
		assertThat(answer.json().get("title").stringValue()).isEqualTo("密码不符合规则");
		assertThat(answer.json().at("/errors/1/detail").stringValue()).isEqualTo("密码至少需要 8 个字符。");
		assertThat(answer.json().at("/errors/1/code").stringValue()).isEqualTo("too-short");
		Answer stranger = this.facade.get(this.facade.uri("/attempts/1"), "Accept-Language", "zh");
		assertProblem(stranger, 401, "unauthenticated");
		assertThat(stranger.json().get("detail").stringValue()).startsWith("需要有效的登录凭证");
		assertThat(this.facade.get(this.facade.uri("/attempts/1")).header("Content-Language")).isEqualTo("en");
		// Tomcat itself refuses a request without a Host
		assertThat(this.facade.raw("GET / HTTP/1.1\r\nAccept-Language: zh\r\nConnection: close\r\n\r\n"))
			.startsWith("HTTP/1.1 400")
			.containsIgnoringCase("Content-Language: zh-CN")
			.contains("\"请求无效\"");
	}

	private Answer validate(String instance, String password, String... headers) {
		return this.facade.post("/instances/" + instance + "/root-password/validation", Facade.PORTAL,
				Facade.body(password), headers);
	}

	private Answer reset(String instance, String password, String key) {
		return this.facade.post("/instances/" + instance + "/root-password", Facade.PORTAL, Facade.body(password),
				"Idempotency-Key", key);
	}

	private Answer get(String path, String token) {
		return this.facade.get(this.facade.uri(path), "Authorization", "Bearer " + token);
	}

	private static void assertProblem(Answer answer, int status, String slug) {
		assertThat(answer.status()).as(answer.text()).isEqualTo(status);
		assertThat(answer.slug()).isEqualTo(slug);
		assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
		assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
		assertThat(answer.outcome()).isEqualTo("rejected");
	}

}
