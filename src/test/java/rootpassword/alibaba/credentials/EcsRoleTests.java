package rootpassword.alibaba.credentials;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

import ch.qos.logback.classic.spi.ILoggingEvent;
import com.aliyuncs.auth.SignatureVersion;
import com.aliyuncs.http.ProtocolType;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import rootpassword.alibaba.credentials.AccessKeys.NoCredentialsException;
import rootpassword.alibaba.transport.ProviderTarget;
import rootpassword.http.AtMostOnceClient;
import rootpassword.kit.LogWatch;
import rootpassword.kit.provider.RawServer;
import rootpassword.kit.provider.RawServer.Handler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.params.provider.Arguments.arguments;

/** The metadata service of an ECS instance, in hardened mode. */
class EcsRoleTests {

	private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

	private static final String KEY = key("2026-01-01T06:00:00Z");

	private static final String DENIED = "; none is valid, so the resets that need one are answered provider-denied";

	private static final Handler HANGS = RawServer.Connection::awaitEnd;

	@RegisterExtension
	private final LogWatch log = new LogWatch("rootpassword.alibaba");

	@Test
	void asksWithATokenForTheKeyOfItsRole() throws Exception {
		try (RawServer metadata = metadata("canary-token", "app-role", KEY);
				TemporaryKeys keys = keys(metadata, null)) {
			assertThat(keys.current().getAccessKeyId()).isEqualTo("STS.ecs");
			assertThat(metadata.requests()).hasSize(3);
			assertThat(metadata.requests().get(0)).startsWith("PUT /latest/api/token HTTP/1.1\r\n")
				.containsIgnoringCase("\r\nX-aliyun-ecs-metadata-token-ttl-seconds: 60\r\n");
			assertThat(metadata.requests().get(1))
				.startsWith("GET /latest/meta-data/ram/security-credentials/ HTTP/1.1\r\n")
				.containsIgnoringCase("\r\nX-aliyun-ecs-metadata-token: canary-token\r\n");
			assertThat(metadata.requests().get(2))
				.startsWith("GET /latest/meta-data/ram/security-credentials/app-role HTTP/1.1\r\n")
				.containsIgnoringCase("\r\nX-aliyun-ecs-metadata-token: canary-token\r\n");
		}
	}

	@Test
	void asksForTheConfiguredRoleOnly() throws Exception {
		try (RawServer metadata = metadata("canary-token", "app-role", KEY);
				TemporaryKeys keys = keys(metadata, "other")) {
			assertThatExceptionOfType(NoCredentialsException.class).isThrownBy(keys::current);
			assertThat(metadata.requests()).hasSize(2);
			assertThat(metadata.requests().getLast()).contains("/security-credentials/other HTTP");
		}
	}

	static Stream<Arguments> failures() {
		return Stream.of(arguments("hangs", HANGS, "read timeout"),
				arguments("hangs with the key", (Handler) (connection) -> {
					String request = connection.readRequest();
					if (request.contains("/app-role ")) {
						connection.awaitEnd();
					}
					connection.send(http("200 OK", request.startsWith("PUT") ? "t" : "app-role"));
				}, "read timeout"), arguments("redirects", answer("302 Found\r\nLocation: /canary", ""), "HTTP 302"),
				arguments("refuses", answer("404 Not Found", "canary"), "HTTP 404"),
				arguments("no token", answer("200 OK", "canary token"), "HTTP 200 without a readable text"),
				arguments("no role", handler("t", "<html>canary", KEY), "HTTP 200 without a readable text"),
				arguments("two roles", handler("t", "canary\ncanary", KEY), "HTTP 200 without a readable text"),
				arguments("garbage", handler("t", "app-role", "canary"), "HTTP 200 without a readable key"),
				arguments("failed", handler("t", "app-role", KEY.replace("Success", "Failed")),
						"HTTP 200 without a readable key"),
				arguments("expired", handler("t", "app-role", key("2025-12-31T23:59:59Z")),
						"the key was already expired"));
	}

	@ParameterizedTest(name = "{0}")
	@MethodSource("failures")
	void hasNoKeyAndSaysWhyInOneLine(String fault, Handler handler, String cause) {
		long start = System.nanoTime();
		try (RawServer metadata = RawServer.start(handler); TemporaryKeys keys = keys(metadata, null)) {
			assertThatExceptionOfType(NoCredentialsException.class).isThrownBy(keys::current);
			assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(20));
			assertThat(this.log.warnings()).singleElement()
				.satisfies((warning) -> assertThat(warning.getFormattedMessage())
					.isEqualTo("The metadata service gave no credentials: " + cause + DENIED));
		}
	}

	/** A target whose role would be assumed with the key of the instance. */
	@Test
	void asksTheTokenServiceForNothingWithoutAKey() {
		try (RawServer metadata = RawServer.start(answer("404 Not Found", "canary"));
				RawServer sts = RawServer.start(HANGS);
				TemporaryKeys own = keys(metadata, null);
				TemporaryKeys assumed = new TemporaryKeys(
						new AssumeRole(
								new RequestSigner(SignatureVersion.V1, null, "Sts", StsClient.VERSION, sts.endpoint(),
										ProtocolType.HTTP),
								own,
								new ProviderTarget("singapore", "targets[0]", List.of(), null, "localhost",
										"acs:ram::1:role/a", null, 1, false),
								List.of(), new StsClient(new AtMostOnceClient(EcsRole.LIMIT), () -> NOW)),
						() -> NOW, Duration.ofSeconds(30))) {
			assertThatExceptionOfType(NoCredentialsException.class).isThrownBy(assumed::current);
			assertThat(sts.requests()).isEmpty();
			assertThat(this.log.warnings()).extracting(ILoggingEvent::getFormattedMessage)
				.containsExactly("The metadata service gave no credentials: HTTP 404" + DENIED,
						"The token service gave no credentials for target singapore: no valid key to sign with: HTTP 404"
								+ DENIED);
		}
	}

	private static TemporaryKeys keys(RawServer metadata, @Nullable String role) {
		return new TemporaryKeys(
				new EcsRole("http://" + metadata.endpoint(), role, new AtMostOnceClient(EcsRole.LIMIT), () -> NOW),
				() -> NOW, Duration.ofSeconds(30));
	}

	private static RawServer metadata(String token, String role, String key) {
		return RawServer.start(handler(token, role, key));
	}

	private static Handler handler(String token, String role, String key) {
		return (connection) -> {
			String request = connection.readRequest();
			String path = request.split(" ")[1];
			String body = path.endsWith("/token") ? token : path.endsWith("/") ? role : key;
			connection.send(path.matches(".*(token|/|app-role)") ? http("200 OK", body) : http("404 Not Found", ""));
		};
	}

	private static Handler answer(String status, String body) {
		return (connection) -> {
			connection.readRequest();
			connection.send(http(status, body));
		};
	}

	private static String http(String status, String body) {
		return "HTTP/1.1 " + status + "\r\nContent-Length: " + body.length() + "\r\n\r\n" + body;
	}

	private static String key(String expiration) {
		return """
				{"AccessKeyId": "STS.ecs", "AccessKeySecret": "canarysecret", "Expiration": "%s",
				"SecurityToken": "canarytoken", "LastUpdated": "2026-01-01T00:00:00Z", "Code": "Success"}
				""".formatted(expiration);
	}

}
