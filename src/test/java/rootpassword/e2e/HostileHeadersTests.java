package rootpassword.e2e;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import rootpassword.kit.Facade;
import rootpassword.kit.database.Database;
import rootpassword.kit.provider.ProviderStub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Hostile headers and queries without and with a token, at every kind of path on both
 * ports: a complete answer with the security headers, and no stack trace in the log.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Isolated
@ExtendWith(OutputCaptureExtension.class)
class HostileHeadersTests {

	private final ProviderStub provider = ProviderStub.start();

	private Facade facade;

	@BeforeAll
	void start(@TempDir Path directory) {
		this.facade = Facade.start(Database.h2In(directory), this.provider);
	}

	@AfterAll
	void stop() {
		this.facade.close();
		this.provider.close();
	}

	@ParameterizedTest
	@MethodSource("headers")
	void headerIsHarmless(String header, CapturedOutput output) {
		assertHarmless("", header, output);
	}

	@ParameterizedTest
	@MethodSource("queries")
	void queryIsHarmless(String query, CapturedOutput output) {
		assertHarmless("?" + query, "X-None: 1", output);
	}

	private void assertHarmless(String query, String header, CapturedOutput output) {
		// A late look at the ledger makes the health 503 for some seconds
		await().pollDelay(Duration.ZERO)
			.until(() -> this.facade.get(this.facade.managementUri("/actuator/health")).status() == 200);
		for (String path : new String[] { "/password-policy", "/openapi.json", "/instances/dds-a/root-password",
				"/instances/dds-a/root-password/attempts", "/attempts/x", "/attempts/x/proof", "/evidence/checkpoint",
				"/none" }) {
			assertHarmless(this.facade.uri(path), query, header);
			assertHarmless(this.facade.uri(path), query, "Authorization: Bearer " + Facade.PORTAL + "\r\n" + header);
		}
		for (String path : new String[] { "/actuator/health", "/actuator/prometheus", "/actuator/env", "/none" }) {
			assertHarmless(this.facade.managementUri(path), query, header);
		}
		assertThat(output).doesNotContain("\tat ", "Servlet.service()", "A request failed");
	}

	private static void assertHarmless(URI uri, String query, String header) {
		String answer = Facade.raw(uri, "GET " + uri.getPath() + query
				+ " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n" + header + "\r\n\r\n");
		assertThat(answer).as(uri.toString()).matches("(?s)HTTP/1\\.1 [24]\\d\\d .*\r\n\r\n.*");
		assertThat(answer).as(uri.toString()).containsIgnoringCase("X-Content-Type-Options: nosniff");
		if (!uri.getPath().matches("/(instances|attempts|evidence|none|actuator/env).*")) {
			assertThat(answer).as(uri.toString()).doesNotStartWith("HTTP/1.1 401");
		}
	}

	static Stream<String> headers() {
		return Stream.of("Accept-Language: " + many("a%d", 600, ","), "Accept-Language: ;;;q=,,",
				"Cookie: " + many("a%d=b", 700, ";"), "Cookie: =;;\"\\", "If-Modified-Since: yesterday",
				"If-None-Match: \"\"\",,W/", "Range: lines=x-", "Accept: a;q=zz,/", "Accept:", "Accept: ,",
				"Accept: , ,\r\nAccept:", "Accept: ,text/plain,,", "Content-Type: application/*", "Content-Type: */*",
				"Content-Type: application/*+json", "Accept-Charset: utf-77;q=x", "Accept-Encoding: gzip;q=z",
				"Content-Type: ;;/", "Content-Type: multipart/form-data", "traceparent: 00-zz-zz-zz",
				"traceparent: 00-" + "0".repeat(32) + "-" + "0".repeat(16) + "-01",
				"baggage: " + many("k%d=%%zz", 500, ","), "tracestate: " + many("k%d=v", 500, ","), "b3: zz",
				"X-Forwarded-For: " + ",".repeat(4000), "Forwarded: " + "for=\"".repeat(1500),
				"X-Forwarded-Proto: gopher\r\nX-Forwarded-Port: -9", "Origin: null://[", "Authorization: Digest x",
				"Authorization:", "Authorization: Bearer ", "Authorization: Bearer " + "a.".repeat(3500),
				"On-Behalf-Of: \u0001", "Upgrade: websocket\r\nUpgrade: h2c", "TE: trailers\r\nTrailer: x",
				"Expect: 200-ok", "Content-Length: 0x10", "User-Agent: " + "%s%n${jndi:ldap://x}".repeat(100),
				many("X-Header-%d: 1", 99, "\r\n"));
	}

	static Stream<String> queries() {
		return Stream.of(many("a%d", 1900, "&"), "a=%zz", "a=%00", "a=%ff%fe", "&".repeat(6000), "limit=1&limit=%zz");
	}

	private static String many(String format, int count, String delimiter) {
		return IntStream.range(0, count).mapToObj(format::formatted).collect(Collectors.joining(delimiter));
	}

}
