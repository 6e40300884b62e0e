package rootpassword.e2e;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

import com.github.tomakehurst.wiremock.http.Fault;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import rootpassword.kit.ApiDocument;
import rootpassword.kit.Facade;
import rootpassword.kit.database.Database;
import rootpassword.kit.provider.ProviderStub;
import rootpassword.kit.provider.StubAnswer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.StringNode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Random requests get only answers of the OpenAPI document. {@code -Dtest.seed=…} sets
 * another seed.
 */
class HostileRequestsTests {

	private static final int REQUESTS = 600;

	private static final long SEED = Long.getLong("test.seed", 20261123L);

	private static final List<String> IDS = List.of("dds-a", "dds-b", "dds-c", "dds-d1", "dds-unknown", "dds-", "DDS-a",
			"rds-a", "dds-a;b=c", "..", "%2e%2e", "dds-%00", "dds-%zz", "dds-a%2fb", "dds-é", "{instanceId}", "",
			"dds-" + "a".repeat(61), "a".repeat(3000));

	private static final List<String> METHODS = List.of("GET", "POST", "PUT", "DELETE", "PATCH", "TRACE", "FOO", "get");

	private static final List<String> BODIES = List.of("{\"password\":\"Correct!Horse7\"}",
			"{\"password\":\"Other!Horse7\",\"reason\":\"r\",\"characterType\":\"db\"}", "{\"password\":\"short\"}",
			"{\"password\":\"Correct!Horse7\",\"characterType\":\"x\"}",
			"{\"password\":\"Correct!Horse7\",\"a\":{\"b\":[1,null,{}]}}", "{\"password\":null}", "{", "[]", "null",
			"\"\\uD800\"", "{\"password\":\"\\uD800\\uDC00\\u0000\"}",
			"{\"password\":\"Correct!Horse7\",\"reason\":\"\\u0007\"}", "{\"\":\"\",\"\":\"\"}", "[".repeat(5000),
			"{\"a\":".repeat(1200), "1e999999999", "\uFEFF{}", "é".repeat(40), "", " ".repeat(8193),
			"{\"password\":\"Correct!Horse7\",\"reason\":\"" + "r".repeat(300) + "\"}");

	private static final List<String> HEADERS = List.of("Accept: application/json", "Accept: text/html",
			"Accept: */*;q=x", "Accept: ,,,", "Accept-Language: zh", "Accept-Language: ;;;" + "x".repeat(2000),
			"Idempotency-Key: k1", "Idempotency-Key: \"k 2\"", "Idempotency-Key: \"", "Idempotency-Key: é",
			"Idempotency-Key: " + "k".repeat(300), "On-Behalf-Of: alice", "On-Behalf-Of: \u0001", "On-Behalf-Of: é",
			"On-Behalf-Of: " + "u".repeat(201), "Content-Type: text/plain", "Content-Type: application/json;charset=x",
			"Content-Type: /", "Content-Encoding: gzip", "Transfer-Encoding: chunked", "Transfer-Encoding: x",
			"Content-Length: 5", "Content-Length: -1", "Host: other", "Expect: 100-continue", "Expect: x",
			"Range: bytes=0-1", "If-None-Match: \"", "If-Match: *", "If-Modified-Since: never",
			"Origin: https://evil.example.com", "X-HTTP-Method-Override: DELETE", "X-Forwarded-For: 1.2.3.4",
			"Forwarded: for=\"", "Cookie: a=b; \u0001", "no colon", ": no name", " folded", "X: " + "x".repeat(25_000),
			"Connection: upgrade\r\nUpgrade: h2c");

	private static final List<String> QUERIES = List.of("?limit=1", "?limit=0", "?from=2026-01-31T00:00:00Z&to=x",
			"?a=%zz", "?limit=1&limit=2", "?cursor=AAAA", "?%00=%ff", "?" + "q".repeat(3000), "?" + "q".repeat(25_000),
			"?a[]=<script>", "?;");

	private static final List<StubAnswer> PROVIDER = List.of(StubAnswer.error(400, "InvalidAccountPassword.Malformed"),
			StubAnswer.error(404, "InvalidDBInstanceId.NotFound"), StubAnswer.error(403, "Forbidden.RAM"),
			StubAnswer.error(400, "Throttling.User"), StubAnswer.error(409, "OperationDenied.DBInstanceStatus"),
			StubAnswer.error(400, "InvalidCharacterType.Malformed"), StubAnswer.error(500, "InternalError"),
			StubAnswer.of(200, "{}"), StubAnswer.of(302, "<html>"), StubAnswer.of(Fault.MALFORMED_RESPONSE_CHUNK),
			StubAnswer.of(Fault.EMPTY_RESPONSE));

	private final Random random = new Random(SEED);

	private final Map<String, Integer> seen = new TreeMap<>();

	@Test
	void areAnsweredAsIsDocumented(@TempDir Path directory) throws IOException {
		try (ProviderStub provider = ProviderStub.start();
				Facade facade = Facade.start(Database.h2In(directory), provider,
						"root-password.callers[0].scopes=reset,audit", "root-password.limits.per-instance=60/1h",
						"root-password.limits.per-caller=off")) {
			ApiDocument document = new ApiDocument(facade.get(facade.uri("/openapi.json")).json());
			List<String> operations = List.copyOf(document.operations());
			for (int i = 0; i < REQUESTS; i++) {
				if (likely(5)) {
					provider.next(any(PROVIDER));
				}
				String request = request(any(operations));
				String answer = send(facade.uri("/").getPort(), request);
				check(document, request, answer, "%d of seed %d".formatted(i, SEED));
			}
		}
		System.out.println("Seed " + SEED + ": " + this.seen);
		assertThat(this.seen)
			.containsKeys("200", "400 invalid-request", "400 password-policy", "401 unauthenticated", "404 not-found",
					"405 method-not-allowed", "409 in-flight", "504 unconfirmed")
			.hasSizeGreaterThan(11);
	}

	private String request(String operation) {
		String[] parts = operation.split(" ");
		String id = likely(60) ? any(IDS.subList(0, 4)) : any(IDS);
		String path = parts[1].replace("{instanceId}", id)
			.replace("{attemptId}", likely(50) ? "01a2082a-fa22-768b-8424-38843c210ee9" : id);
		StringBuilder head = new StringBuilder(likely(90) ? parts[0] : any(METHODS)).append(' ')
			.append(path)
			.append(likely(15) ? any(QUERIES) : "")
			.append(likely(98) ? " HTTP/1.1\r\n" : " HTTP/9.9\r\n")
			.append(likely(98) ? "Host: a\r\n" : "")
			.append("Connection: close\r\n");
		if (likely(90)) {
			head.append("Authorization: Bearer ").append(likely(95) ? Facade.PORTAL : "x y").append("\r\n");
		}
		if (likely(90)) {
			head.append("Content-Type: application/json\r\n");
		}
		if (likely(20)) {
			head.append("Idempotency-Key: k1\r\n");
		}
		for (int count = likely(50) ? 0 : 1 + this.random.nextInt(2); count > 0; count--) {
			head.append(any(HEADERS)).append("\r\n");
		}
		String body = likely(50) ? BODIES.getFirst() : any(BODIES);
		if (parts[0].equals("POST") || likely(10)) {
			head.append("Content-Length: ").append(body.getBytes(StandardCharsets.UTF_8).length).append("\r\n");
			return head + "\r\n" + body;
		}
		return head + "\r\n";
	}

	private void check(ApiDocument document, String request, String answer, String which) {
		String shown = which + "\n" + request.substring(0, Math.min(request.length(), 600)) + "\n->\n" + answer;
		assertThat(answer).as(shown).matches("(?s)HTTP/1.1 \\d{3} .*");
		int status = Integer.parseInt(answer.substring(9, 12));
		int end = answer.indexOf("\r\n\r\n");
		String head = answer.substring(0, end);
		String type = head.replaceAll("(?is).*\r\nContent-Type: ([^\r;]*).*", "$1");
		String body = answer.substring(end + 4);
		if (head.toLowerCase(Locale.ROOT).contains("transfer-encoding: chunked")) {
			// All of it is one chunk
			body = body.replaceAll("(?s)^[0-9a-f]+\r\n|\r\n0\r\n\r\n$", "");
		}
		JsonNode json = body.isEmpty() ? null
				: type.contains("json") ? JsonMapper.shared().readTree(body) : StringNode.valueOf(body);
		String[] line = request.split("[ \r]");
		String operation = document.operation(line[0], line[1]);
		List<String> faults;
		if (operation != null) {
			faults = document.faults(operation, status, type, json);
		}
		else {
			// 403: a caller learns nothing about paths of others, not even their methods
			assertThat(status).as(shown).isIn(400, 401, 403, 404, 405);
			faults = document.problemFaults(json);
		}
		assertThat(faults).as(shown).isEmpty();
		assertThat(answer).as(shown).doesNotContain("Horse");
		assertThat(status).as(shown).isNotEqualTo(500);
		this.seen.merge((status < 400) ? String.valueOf(status)
				: status + " " + json.get("type").stringValue().replaceFirst(".*:", ""), 1, Integer::sum);
	}

	private static String send(int port, String request) throws IOException {
		try (Socket socket = new Socket("127.0.0.1", port)) {
			socket.setSoTimeout(20_000);
			ByteArrayOutputStream answer = new ByteArrayOutputStream();
			try {
				socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
				socket.shutdownOutput();
			}
			catch (IOException ex) {
				// Refused before all of it was read
			}
			try {
				socket.getInputStream().transferTo(answer);
			}
			catch (IOException ex) {
				// Reset after the answer, for the same reason
			}
			// The interim answer to Expect: 100-continue
			return answer.toString(StandardCharsets.UTF_8).replaceFirst("^HTTP/1.1 100 \r\n\r\n", "");
		}
	}

	private boolean likely(int percent) {
		return this.random.nextInt(100) < percent;
	}

	private <T> T any(List<T> some) {
		return some.get(this.random.nextInt(some.size()));
	}

}
