package rootpassword.e2e;

import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import rootpassword.kit.Facade;
import rootpassword.kit.Facade.Answer;
import rootpassword.kit.LogWatch;
import rootpassword.kit.database.Database;
import rootpassword.kit.provider.ProviderStub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * The contract's table of problems, over real HTTP.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ProblemTableTests {

	private static final String PATH = "/instances/dds-table1/root-password";

	private static final String GOOD = Facade.body("Correct!Horse7");

	@RegisterExtension
	private final LogWatch log = new LogWatch("rootpassword.web.tomcat");

	private final ProviderStub provider = ProviderStub.start();

	private Facade facade;

	@BeforeAll
	void start(@TempDir Path directory) {
		this.facade = Facade.start(Database.h2In(directory), this.provider, "root-password.limits.per-instance=off",
				"root-password.limits.per-caller=off");
	}

	@AfterAll
	void stop() {
		this.facade.close();
		this.provider.close();
	}

	static Stream<List<String>> unreadableBodies() {
		return Stream.of(List.of("", "#", "malformed-json"), List.of("{", "#", "malformed-json"),
				List.of("[]", "#", "malformed-json"), List.of("null", "#", "malformed-json"),
				List.of("{\"password\":Correct!Horse7}", "#", "malformed-json"),
				List.of("{\"password\":'Correct!Horse7'}", "#", "malformed-json"),
				List.of("\uFEFF" + GOOD, "#", "malformed-json"), List.of(GOOD + "x", "#", "malformed-json"),
				List.of(GOOD + GOOD, "#", "malformed-json"),
				List.of("{\"password\":\"Correct!Horse7\",}", "#", "malformed-json"),
				List.of("{\"password\":\"Correct!Horse7\",\"user\":\"a\"}", "#/user", "unknown-field"),
				List.of("{\"password\":\"Correct!Horse7\",\"Password\":{\"a\":[1]}}", "#/Password", "unknown-field"),
				List.of("{\"Correct!Horse7\":\"password\"}", "#", "unknown-field"),
				List.of("{\"password\":\"Correct!Horse7\",\"password\":\"Correct!Horse8\"}", "#/password",
						"duplicate-field"),
				List.of("{\"password\":12345678}", "#/password", "not-a-string"),
				List.of("{\"password\":[\"Correct!Horse7\"]}", "#/password", "not-a-string"),
				List.of("{\"password\":{\"a\":1}}", "#/password", "not-a-string"),
				List.of("{\"password\":true}", "#/password", "not-a-string"),
				List.of("{\"password\":\"Correct!Horse7\",\"reason\":1}", "#/reason", "not-a-string"),
				List.of("{\"password\":\"Correct!Horse7\",\"characterType\":[]}", "#/characterType", "not-a-string"));
	}

	@ParameterizedTest
	@MethodSource("unreadableBodies")
	void refusesUnreadableBodies(List<String> body) {
		Answer answer = this.facade.post(PATH, Facade.PORTAL, body.getFirst());
		assertProblem(answer, 400, "invalid-request");
		assertThat(answer.json().get("errors").size()).isOne();
		assertThat(answer.json().at("/errors/0/pointer").stringValue()).isEqualTo(body.get(1));
		assertThat(answer.json().at("/errors/0/code").stringValue()).isEqualTo(body.get(2));
		assertThat(answer.text()).doesNotContain("Horse");
	}

	@Test
	void namesEveryFaultOfAnUnreadableBodyAtOnce() {
		Answer answer = this.facade.post(PATH, Facade.PORTAL,
				"{\"user\":\"a\",\"password\":1,\"reason\":\"a\",\"reason\":\"b\"}");
		assertProblem(answer, 400, "invalid-request");
		assertThat(errors(answer)).containsExactly("#/user unknown-field", "#/password not-a-string",
				"#/reason duplicate-field");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`',
			textBlock = """
					{}                                            | password-policy | #/password required
					{"password":null}                             | password-policy | #/password required
					{"password":""}                               | password-policy | #/password too-short, #/password too-few-classes
					{"password":"Aa1!"}                           | password-policy | #/password too-short
					{"password":"abcdefgh"}                       | password-policy | #/password too-few-classes
					{"password":"aé"}                             | password-policy | #/password too-short, #/password too-few-classes, #/password forbidden-character
					{"password":"Aa1!Aa1!Aa1!Aa1!Aa1!Aa1!Aa1!Aa1!x"} | password-policy | #/password too-long
					{"password":"Correct!Horse7","characterType":"xx"} | invalid-request | #/characterType unknown-value
					{"password":"Correct!Horse7","characterType":""} | invalid-request | #/characterType unknown-value
					{"password":"Correct!Horse7","reason":"a\\u0000b"} | invalid-request | #/reason forbidden-character
					{"password":"Correct!Horse7","reason":"a\\ud800b"} | invalid-request | #/reason forbidden-character
					{"password":"short","reason":"a\\nb"}         | invalid-request | #/password too-short, #/password too-few-classes, #/reason forbidden-character
					""")
	void namesEveryBrokenRuleAtOnce(String body, String slug, String errors) {
		Answer answer = this.facade.post(PATH, Facade.PORTAL, body);
		assertProblem(answer, 400, slug);
		assertThat(errors(answer)).containsExactlyInAnyOrder(errors.split(", "));
	}

	@ParameterizedTest
	@CsvSource({ "ISO-8859-1, caf\u00e9", "GBK, \u5bc6\u7801", "UTF-16, ticket" })
	void refusesABodyThatIsNotUtf8(String charset, String reason) {
		byte[] body = GOOD.replace("}", ",\"reason\":\"" + reason + "\"}").getBytes(Charset.forName(charset));
		Answer answer = post("/instances/dds-bytes1/root-password", body);
		assertProblem(answer, 400, "invalid-request");
		assertThat(errors(answer)).containsExactly("# malformed-json");
		assertThat(this.provider.resets("dds-bytes1")).isEmpty();
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			Content-Encoding | gzip                               | 415
			Content-Encoding | identity                           | 200
			Content-Type     | application/json;charset=ISO-8859-1 | 415
			Content-Type     | application/json;charset=x-unknown | 415
			Content-Type     | application/json; charset="UTF-8"  | 200
			Accept           | application/json;q=0               | 406
			Accept           | text/html, application/json;q=0.1  | 200
			""")
	void readsHeadersAsHttpDefinesThem(String name, String value, int status) {
		Answer answer = this.facade.post("/instances/dds-headers1/root-password", Facade.PORTAL, GOOD, name, value);
		assertThat(answer.status()).as(answer.text()).isEqualTo(status);
	}

	@Test
	void ignoresParametersOfAKeyAndTakesSeveralSpacesBeforeTheToken() {
		String path = "/instances/dds-key1/root-password";
		assertThat(this.facade.post(path, Facade.PORTAL, GOOD, "Idempotency-Key", "\"abc\";p=1").status())
			.isEqualTo(200);
		Answer replay = this.facade.post(path, "  " + Facade.PORTAL, GOOD, "Idempotency-Key", "\"abc\"");
		assertThat(replay.status()).isEqualTo(200);
		assertThat(replay.header("Idempotent-Replayed")).isEqualTo("true");
	}

	@Test
	void countsCharactersAndNotUnitsOfUtf16() {
		String reason = GOOD.replace("}", ",\"reason\":\"" + "\uD83D\uDE00".repeat(200) + "\"}");
		assertThat(this.facade.post("/instances/dds-emoji1/root-password", Facade.PORTAL, reason).status())
			.isEqualTo(200);
		Answer answer = this.facade.post(PATH, Facade.PORTAL,
				"{\"password\":\"aA1" + "\uD83D\uDE00".repeat(20) + "\"}");
		assertThat(errors(answer)).containsExactly("#/password forbidden-character");
	}

	@Test
	void takesALongTokenAndAnswers431BeyondTheLimit() {
		assertProblem(this.facade.post(PATH, "a".repeat(16 * 1024), GOOD), 401, "unauthenticated");
		for (URI port : List.of(this.facade.uri("/x"), this.facade.managementUri("/x"))) {
			for (String first : List.of("", "Content-Length: 1\r\n")) {
				assertThat(Facade.raw(port,
						"POST /x HTTP/1.1\r\nHost: a\r\n" + first + "X: " + "a".repeat(25_000) + "\r\n\r\n"))
					.startsWith("HTTP/1.1 431 ")
					.contains("X-Content-Type-Options: nosniff", "urn:problem-type:root-password:too-large");
			}
			assertThat(Facade.raw(port, "GET /x HTTP/1.1\r\nHost: a_b\r\n\r\n")).startsWith("HTTP/1.1 400 ")
				.contains("\"header\":\"Host\"", "\"code\":\"malformed\"", "\"traceId\":\"");
			assertThat(Facade.raw(port, "GET /x HTTP/1.1\r\nHost: a\r\nno colon\r\n\r\n")).startsWith("HTTP/1.1 400 ")
				.contains("\"code\":\"malformed-http\"");
		}
		assertThat(this.log.lines("\\tat ")).isEmpty();
		assertThat(this.log.warnings()).extracting((warning) -> warning.getArgumentArray()[1])
			.containsOnly("headers-too-large", "invalid-request");
	}

	@Test
	void isNotModifiedForAnyTag() {
		Answer answer = this.facade.get(this.facade.uri("/password-policy"), "If-None-Match", "*");
		assertThat(answer.status()).isEqualTo(304);
		assertThat(answer.header("ETag")).isNotNull();
	}

	@Test
	void refusesAReasonThatIsTooLong() {
		Answer answer = this.facade.post(PATH, Facade.PORTAL,
				"{\"password\":\"Correct!Horse7\",\"reason\":\"" + "r".repeat(201) + "\"}");
		assertProblem(answer, 400, "invalid-request");
		assertThat(errors(answer)).containsExactly("#/reason too-long");
	}

	@Test
	void acceptsTheLongestReasonAndNullForOptionalFields() {
		String reason = "{\"password\":\"Correct!Horse7\",\"characterType\":null,\"reason\":\"" + "r".repeat(200)
				+ "\"}";
		assertThat(this.facade.post("/instances/dds-reason1/root-password", Facade.PORTAL, reason).status())
			.isEqualTo(200);
	}

	@ParameterizedTest
	@ValueSource(strings = { "dds-", "dds-BP1", "rds-abc", "dds-a_b", "x" })
	void refusesABadInstanceId(String instance) {
		Answer answer = this.facade.post("/instances/" + instance + "/root-password", Facade.PORTAL, GOOD);
		assertProblem(answer, 400, "invalid-request");
		assertThat(answer.json().at("/errors/0/parameter").stringValue()).isEqualTo("instanceId");
		assertThat(answer.json().at("/errors/0/code").stringValue()).isEqualTo("malformed");
	}

	@ParameterizedTest
	@ValueSource(strings = { "dds-a;b=c", "%2e%2e", "dds-a%2e%2e", "dds-a%2fb", "dds-a%00" })
	void refusesRequestsThatTheFirewallRejects(String instance) {
		assertProblem(this.facade.post("/instances/" + instance + "/root-password", Facade.PORTAL, GOOD), 400,
				"invalid-request");
	}

	@Test
	void refusesABadUserHeader() {
		Answer answer = this.facade.post(PATH, Facade.PORTAL, GOOD, "On-Behalf-Of", "u".repeat(201));
		assertProblem(answer, 400, "invalid-request");
		assertThat(answer.json().at("/errors/0/header").stringValue()).isEqualTo("On-Behalf-Of");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
			INC-1 Correct!Horse7 | key-1              | alice            | #/reason
			INC-1 !Horse7        |                    |                  |
			INC-1 t!Horse7       |                    |                  | #/reason
			                     | "Correct!Horse7"   |                  | Idempotency-Key
			                     | "12Correct!H12"    |                  | Idempotency-Key
			                     |                    | Correct!Horse7@x | On-Behalf-Of
			Correct!Horse7       | "Correct!Horse7"   | Correct!Horse7   | #/reason, Idempotency-Key, On-Behalf-Of
			""")
	void refusesAPasswordInAFieldOfTheTrail(String reason, String key, String user, String places) {
		String instance = "dds-" + UUID.randomUUID().toString().replace("-", "");
		List<String> headers = new ArrayList<>();
		if (key != null) {
			headers.addAll(List.of("Idempotency-Key", key));
		}
		if (user != null) {
			headers.addAll(List.of("On-Behalf-Of", user));
		}
		String body = GOOD.replace("}", ",\"reason\":\"" + ((reason != null) ? reason : "") + "\"}");
		Answer answer = this.facade.post("/instances/" + instance + "/root-password", Facade.PORTAL, body,
				headers.toArray(String[]::new));
		if (places == null) {
			assertThat(answer.status()).isEqualTo(200);
			return;
		}
		assertProblem(answer, 400, "invalid-request");
		assertThat(answer.json().get("errors").values()).extracting((error) -> error.get("code").stringValue())
			.containsOnly("password-repeated");
		assertThat(answer.json()
			.get("errors")
			.values()
			.stream()
			.map((error) -> error.has("pointer") ? error.get("pointer").stringValue()
					: error.get("header").stringValue()))
			.containsExactly(places.split(", "));
		assertThat(answer.text()).doesNotContain("Horse");
		assertThat(this.facade.trail("instance = '" + instance + "'")).singleElement()
			.satisfies((row) -> assertThat(row).containsEntry("rejection", "invalid-request")
				.doesNotContainValue("Correct!Horse7")
				.doesNotContainValue("Correct!Horse7@x"));
	}

	@ParameterizedTest
	@CsvSource({ "On-Behalf-Of, duplicate-header", "Idempotency-Key, malformed" })
	void refusesAHeaderThatComesTwice(String name, String code) {
		Answer answer = this.facade.send(
				HttpRequest.newBuilder(this.facade.uri(PATH))
					.POST(HttpRequest.BodyPublishers.ofString(GOOD))
					.headers(name, "a", name, "b"),
				"Authorization", "Bearer " + Facade.PORTAL, "Content-Type", "application/json");
		assertProblem(answer, 400, "invalid-request");
		assertThat(answer.json().at("/errors/0/header").stringValue()).isEqualTo(name);
		assertThat(answer.json().at("/errors/0/code").stringValue()).isEqualTo(code);
	}

	@Test
	void refusesAUserFromACallerThatMayNotAssertOne() {
		assertProblem(this.facade.post("/instances/dds-batch1/root-password", Facade.BATCH, GOOD, "On-Behalf-Of", "u"),
				403, "forbidden");
		assertThat(this.facade.post("/instances/dds-batch1/root-password", Facade.BATCH, GOOD).status()).isEqualTo(200);
	}

	@Test
	void refusesABodyThatIsTooLarge() {
		String body = GOOD + " ".repeat(8193 - GOOD.length());
		assertProblem(this.facade.post(PATH, Facade.PORTAL, body), 413, "too-large");
		// The rest is not read: a caller that still sends it may miss the answer
		Answer answer = await().ignoreException(UncheckedIOException.class)
			.until(() -> this.facade.send(
					HttpRequest.newBuilder(this.facade.uri(PATH))
						.POST(HttpRequest.BodyPublishers
							.fromPublisher(HttpRequest.BodyPublishers.ofString(body + " ".repeat(100_000)))),
					"Authorization", "Bearer " + Facade.PORTAL, "Content-Type", "application/json"), Objects::nonNull);
		assertProblem(answer, 413, "too-large");
		assertThat(this.facade
			.post("/instances/dds-large1/root-password", Facade.PORTAL, GOOD + " ".repeat(8192 - GOOD.length()))
			.status()).isEqualTo(200);
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "Bearer", "Bearer ", "Bearer wrong", "Basic cG9ydGFsOng=", "Bearer a b",
			"bearer\t" + Facade.PORTAL })
	void refusesCallersWithoutAValidToken(String authorization) {
		Answer answer = this.facade.send(
				HttpRequest.newBuilder(this.facade.uri(PATH)).POST(HttpRequest.BodyPublishers.ofString(GOOD)),
				"Authorization", authorization, "Content-Type", "application/json");
		assertProblem(answer, 401, "unauthenticated");
		assertThat(answer.header("WWW-Authenticate")).startsWith("Bearer realm=\"root-password\"");
	}

	@Test
	void namesTheErrorOnlyForRequestsWithAToken() {
		Answer none = this.facade.get(this.facade.uri(PATH));
		assertProblem(none, 401, "unauthenticated");
		assertThat(none.header("WWW-Authenticate")).doesNotContain("error");
		assertThat(this.facade.get(this.facade.uri(PATH), "Authorization", "Bearer wrong").header("WWW-Authenticate"))
			.endsWith("error=\"invalid_token\"");
	}

	@Test
	void refusesOtherInstancesWhetherOrNotTheyExist() {
		Answer known = this.facade.post("/instances/dds-table1/root-password", Facade.BATCH, GOOD);
		Answer unknown = this.facade.post("/instances/dds-unknown/root-password", Facade.BATCH, "not even read");
		assertProblem(known, 403, "forbidden");
		assertThat(withoutTraceId(known).replace("table1", "unknown")).isEqualTo(withoutTraceId(unknown));
	}

	private static String withoutTraceId(Answer answer) {
		return answer.text().replaceFirst("\"traceId\":\"[0-9a-f]{32}\",", "");
	}

	@ParameterizedTest
	@CsvSource({ "GET,/nowhere,404,not-found", "GET,/,404,not-found", "POST,/instances,404,not-found",
			"POST,/attempts/x,405,method-not-allowed", "GET,/instances/dds-table1/root-password,405,method-not-allowed",
			"PUT,/instances/dds-table1/root-password,405,method-not-allowed",
			"DELETE,/instances/dds-table1/root-password,405,method-not-allowed" })
	void refusesUnknownPathsAndMethods(String method, String path, int status, String slug) {
		Answer answer = this.facade.send(
				HttpRequest.newBuilder(this.facade.uri(path)).method(method, HttpRequest.BodyPublishers.ofString(GOOD)),
				"Authorization", "Bearer " + Facade.PORTAL, "Content-Type", "application/json");
		assertProblem(answer, status, slug);
		assertThat(answer.header("Allow"))
			.isEqualTo((status != 405) ? null : path.startsWith("/attempts") ? "GET,HEAD" : "POST");
	}

	@ParameterizedTest
	@ValueSource(strings = { "text/html", "application/xml", "application/problem+json" })
	void refusesCallersThatDoNotAcceptJson(String accept) {
		assertProblem(this.facade.post("/instances/dds-accept1/root-password", Facade.PORTAL, GOOD, "Accept", accept),
				406, "not-acceptable");
		assertThat(this.provider.resets("dds-accept1")).isEmpty();
	}

	@ParameterizedTest
	@ValueSource(strings = { "text/plain", "application/xml", "application/x-www-form-urlencoded",
			"application/vnd.a+json" })
	void refusesOtherMediaTypes(String type) {
		Answer answer = this.facade.post(PATH, Facade.PORTAL, GOOD, "Content-Type", type);
		assertProblem(answer, 415, "unsupported-media-type");
		assertThat(answer.header("Accept")).isEqualTo("application/json");
	}

	@Test
	void writesProblemsAsProblemJson() {
		assertProblem(this.facade.post(PATH, Facade.PORTAL, "{", "Accept", "application/json"), 400, "invalid-request");
	}

	@Test
	void recordsEveryRefusalOfAKnownCaller() {
		String path = "/instances/dds-trail1/root-password";
		this.facade.post(path, Facade.BATCH, GOOD);
		this.facade.post(path, Facade.PORTAL, "{", "On-Behalf-Of", "Correct!Horse7");
		this.facade.post(path, Facade.PORTAL, "{}", "On-Behalf-Of", "Correct!Horse7");
		this.facade.post(path, Facade.PORTAL, Facade.body("short"), "On-Behalf-Of", "Correct!Horse7");
		this.facade.post(path, Facade.PORTAL, " ".repeat(9000), "On-Behalf-Of", "Correct!Horse7");
		this.facade.post(path, Facade.PORTAL, GOOD, "Accept", "text/html", "On-Behalf-Of", "Correct!Horse7");
		this.facade.post(path, Facade.PORTAL, GOOD, "Content-Type", "text/plain", "On-Behalf-Of", "Correct!Horse7");
		this.facade.post(path, Facade.BATCH, GOOD, "On-Behalf-Of", "Correct!Horse7");
		this.facade.post(path, "wrong", GOOD);
		List<Map<String, Object>> rows = this.facade.trail("instance = 'dds-trail1'");
		assertThat(rows).extracting((row) -> row.get("rejection"))
			.containsExactly("forbidden", "invalid-request", "password-policy", "password-policy", "too-large",
					"not-acceptable", "unsupported-media-type", "forbidden");
		// Only a text that was compared with the password is kept
		assertThat(rows).extracting((row) -> row.get("asserted_user"))
			.containsExactly(null, null, null, "Correct!Horse7", null, null, null, null);
	}

	@Test
	void opensOnlyHealthAndInfoAndOnlyOnTheManagementPort() {
		assertThat(this.facade.get(this.facade.managementUri("/actuator/health/liveness")).text())
			.isEqualTo("{\"status\":\"UP\"}");
		assertThat(this.facade.get(this.facade.managementUri("/actuator/health/readiness")).status()).isEqualTo(200);
		assertThat(this.facade.get(this.facade.managementUri("/actuator/info")).status()).isEqualTo(200);
		for (String closed : List.of("/actuator/env", "/actuator/heapdump", "/actuator/loggers", "/actuator/beans")) {
			assertThat(this.facade.get(this.facade.managementUri(closed), "Authorization", "Bearer " + Facade.PORTAL)
				.status()).isNotEqualTo(200);
		}
		assertThat(this.facade.get(this.facade.uri("/actuator/health")).status()).isEqualTo(401);
		assertThat(this.facade.send(
				HttpRequest.newBuilder(this.facade.managementUri(PATH)).POST(HttpRequest.BodyPublishers.ofString(GOOD)),
				"Authorization", "Bearer " + Facade.PORTAL, "Content-Type", "application/json")
			.status()).isEqualTo(404);
	}

	private Answer post(String path, byte[] body) {
		return this.facade.send(
				HttpRequest.newBuilder(this.facade.uri(path)).POST(HttpRequest.BodyPublishers.ofByteArray(body)),
				"Authorization", "Bearer " + Facade.PORTAL, "Content-Type", "application/json");
	}

	private static List<String> errors(Answer answer) {
		return answer.json()
			.get("errors")
			.valueStream()
			.map((error) -> error.get("pointer").stringValue() + " " + error.get("code").stringValue())
			.toList();
	}

	private static void assertProblem(Answer answer, int status, String slug) {
		assertThat(answer.status()).as(answer.text()).isEqualTo(status);
		assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
		assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
		assertThat(answer.slug()).isEqualTo(slug);
		assertThat(answer.json().get("status").intValue()).isEqualTo(status);
		assertThat(answer.outcome()).isEqualTo("rejected");
		assertThat(answer.json().has("retryable")).isTrue();
		assertThat(answer.json().get("detail").stringValue()).isNotBlank();
	}

}
