package rootpassword.alibaba.credentials;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import com.aliyuncs.auth.AlibabaCloudCredentials;
import com.github.tomakehurst.wiremock.http.Fault;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import rootpassword.alibaba.GatewayFixture;
import rootpassword.alibaba.credentials.AccessKeys.NoCredentialsException;
import rootpassword.http.AtMostOnceClient;
import rootpassword.kit.LogWatch;
import rootpassword.kit.provider.ProviderStub;
import rootpassword.kit.provider.RawServer;
import rootpassword.kit.provider.StsStub;
import rootpassword.kit.provider.StubAnswer;
import rootpassword.reset.AccountGateway;
import rootpassword.reset.outcome.ProviderAnswer;
import rootpassword.reset.outcome.Rejection;
import rootpassword.reset.outcome.ResetOutcome.Accepted;
import rootpassword.reset.outcome.ResetOutcome.Rejected;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.params.provider.Arguments.arguments;

class TemporaryKeysTests {

	private static final Duration TIMEOUT = Duration.ofSeconds(30);

	private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

	private volatile Instant now = START;

	private final InstantSource clock = () -> this.now;

	@TempDir
	private Path directory;

	@RegisterExtension
	private final LogWatch log = new LogWatch("rootpassword.alibaba");

	private ProviderStub provider;

	private StsStub sts;

	private TemporaryKeys role;

	@BeforeEach
	void start() throws IOException {
		this.provider = ProviderStub.start();
		this.sts = StsStub.start(this.provider, this.clock);
		write(StsStub.TOKEN + "\n");
		this.role = role(this.sts.endpoint(), TIMEOUT);
	}

	@AfterEach
	void stopAndLookForSecrets() {
		this.role.close();
		this.sts.close();
		this.provider.close();
		assertThat(this.log.lines())
			.noneMatch((line) -> line.contains(StsStub.SECRET) || line.contains("STS.id") || line.contains("eyJ"));
		assertThat(this.role.toString()).doesNotContain(StsStub.SECRET);
	}

	@Test
	void asksForTheRoleWithTheToken() throws Exception {
		assertThat(this.role.available()).isFalse();
		assertThat(this.role.current().getAccessKeyId()).isEqualTo("STS.id1");
		assertThat(this.role.available()).isTrue();
		assertThat(this.sts.calls()).singleElement()
			.satisfies((call) -> assertThat(call).containsEntry("OIDCToken", StsStub.TOKEN)
				.containsEntry("RoleArn", StsStub.ROLE)
				.containsEntry("OIDCProviderArn", StsStub.OIDC_PROVIDER)
				.containsEntry("DurationSeconds", "3600"));
	}

	@Test
	void asksOnceForFiftyThreads() throws Exception {
		CountDownLatch all = new CountDownLatch(50);
		this.sts.always(StubAnswer.asUsual().after(all));
		List<Future<AlibabaCloudCredentials>> keys = new ArrayList<>();
		try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
			for (int i = 0; i < 50; i++) {
				keys.add(threads.submit(() -> {
					all.countDown();
					return this.role.current();
				}));
			}
		}
		for (Future<AlibabaCloudCredentials> key : keys) {
			assertThat(key.get().getAccessKeyId()).isEqualTo("STS.id1");
		}
		assertThat(this.sts.calls()).hasSize(1);
	}

	@Test
	void asksAgainAtSeventyPercentOfTheKeysLife() throws Exception {
		this.role.refresh();
		after(Duration.ofMinutes(40));
		this.role.refresh();
		assertThat(this.sts.calls()).hasSize(1);
		after(Duration.ofMinutes(44));
		this.role.refresh();
		assertThat(this.sts.calls()).hasSize(2);
		assertThat(this.role.current().getAccessKeyId()).isEqualTo("STS.id2");
	}

	@Test
	void servesTheOldKeyWhileItAsksForTheNew() throws Exception {
		this.role.refresh();
		after(Duration.ofMinutes(44));
		CountDownLatch served = new CountDownLatch(1);
		this.sts.always(StubAnswer.asUsual().after(served));
		Thread refresh = Thread.ofVirtual().start(this.role::refresh);
		await().until(() -> this.sts.calls().size() == 2);
		assertThat(this.role.current().getAccessKeyId()).isEqualTo("STS.id1");
		served.countDown();
		refresh.join();
		assertThat(this.role.current().getAccessKeyId()).isEqualTo("STS.id2");
	}

	@Test
	void keepsTheOldKeyUntilItExpiresAndRecovers() throws Exception {
		this.role.refresh();
		this.sts.always(StubAnswer.error(500, "InternalError"));
		for (Duration time = Duration.ofMinutes(44); time.compareTo(Duration.ofSeconds(3589)) <= 0; time = time
			.plusSeconds(5)) {
			after(time);
			this.role.refresh();
			assertThat(this.role.current().getAccessKeyId()).isEqualTo("STS.id1");
		}
		after(Duration.ofSeconds(3590));
		assertHasNone();
		after(Duration.ofSeconds(3603));
		assertHasNone();
		assertThat(this.log.warnings()).hasSize(2);
		this.sts.always(StubAnswer.asUsual());
		after(Duration.ofSeconds(3616));
		assertThat(this.role.current().getAccessKeyId()).isEqualTo("STS.id2");
		assertThat(this.role.available()).isTrue();
	}

	@Test
	void doesNotAskAgainBeforeItsPauseIsOver() {
		this.sts.always(StubAnswer.error(403, "Throttling"));
		assertHasNone();
		int calls = 1;
		for (int pause : List.of(1, 2, 4, 8, 10, 10)) {
			Instant failed = this.now;
			this.now = failed.plusMillis(pause * 790L);
			assertHasNone();
			assertThat(this.sts.calls()).hasSize(calls++);
			this.now = failed.plusMillis(pause * 1200L);
			assertHasNone();
			assertThat(this.sts.calls()).hasSize(calls);
		}
	}

	@Test
	void isNotPutOffByAClockThatIsPutBack() throws Exception {
		this.role.refresh();
		this.now = START.minus(Duration.ofDays(1));
		this.role.refresh();
		assertThat(this.sts.calls()).hasSize(2);
		this.sts.always(StubAnswer.error(500, "InternalError"));
		this.now = START.minus(Duration.ofDays(2));
		this.role.refresh();
		assertThat(this.role.current().getAccessKeyId()).isEqualTo("STS.id2");
	}

	@Test
	void readsTheTokenFileEachTime() throws Exception {
		this.role.refresh();
		write("another.token");
		this.sts.trust("another.token");
		after(Duration.ofMinutes(44));
		this.role.refresh();
		assertThat(this.role.current().getAccessKeyId()).isEqualTo("STS.id2");
		assertThat(this.sts.calls().getLast()).containsEntry("OIDCToken", "another.token");
	}

	@ParameterizedTest
	@ValueSource(strings = { "", " \n", "canary eyJ", "canary\0" })
	void sendsNoRequestWithoutAToken(String content) throws IOException {
		write(content);
		assertHasNone();
		Files.delete(this.directory.resolve("token"));
		after(Duration.ofSeconds(2));
		assertHasNone();
		assertThat(this.sts.calls()).isEmpty();
	}

	static Stream<Arguments> answersWithoutAKey() {
		String good = good(START.plusSeconds(3600));
		return Stream.of(arguments("refused", StubAnswer.error(400, "AuthenticationFail.OIDCToken.Expired")),
				arguments("unreadable code", StubAnswer.error(400, "canary eyJ")),
				arguments("500", StubAnswer.of(500, "canary")), arguments("201", StubAnswer.of(201, good)),
				arguments("302", StubAnswer.of(302, good).with("Location", "/")),
				arguments("empty", StubAnswer.of(200, "")), arguments("HTML", StubAnswer.of(200, "<html>canary")),
				arguments("array", StubAnswer.of(200, "[" + good + "]")), arguments("no key", StubAnswer.of(200, "{}")),
				arguments("null", StubAnswer.of(200, "{\"Credentials\":null}")),
				arguments("text", StubAnswer.of(200, "{\"Credentials\":\"canary\"}")),
				arguments("more", StubAnswer.of(200, good + "x")), arguments("twice", StubAnswer.of(200, good + good)),
				arguments("huge", StubAnswer.of(200, good.replace("canarys", "canarys" + "x".repeat(70_000)))),
				arguments("deep", StubAnswer.of(200, "{\"Credentials\":".repeat(4000))),
				arguments("no id", StubAnswer.of(200, good.replace("AccessKeyId", "X"))),
				arguments("no secret", StubAnswer.of(200, good.replace("AccessKeySecret", "X"))),
				arguments("no token", StubAnswer.of(200, good.replace("SecurityToken", "X"))),
				arguments("empty token", StubAnswer.of(200, good.replace("canarytoken", ""))),
				arguments("spaced secret", StubAnswer.of(200, good.replace("canarysecret", "canary secret"))),
				arguments("no end", StubAnswer.of(200, good.replace("Expiration", "X"))),
				arguments("other end", StubAnswer.of(200, good.replace("2026-01-01", "2026-13-01"))),
				arguments("numeric end", StubAnswer.of(200, good.replaceAll("\"2026[^\"]*\"", "3600"))),
				arguments("expired", StubAnswer.of(200, good(START))),
				arguments("empty response", StubAnswer.of(Fault.EMPTY_RESPONSE)),
				arguments("reset", StubAnswer.of(Fault.CONNECTION_RESET_BY_PEER)),
				arguments("not HTTP", StubAnswer.of(Fault.RANDOM_DATA_THEN_CLOSE)),
				arguments("broken chunk", StubAnswer.of(Fault.MALFORMED_RESPONSE_CHUNK)));
	}

	@ParameterizedTest(name = "{0}")
	@MethodSource("answersWithoutAKey")
	void refusesAKeyFromABadAnswer(String fault, StubAnswer answer) throws Exception {
		this.sts.next(answer);
		assertHasNone();
		assertThat(this.sts.calls()).hasSize(1);
		assertThat(this.log.warnings()).singleElement().satisfies((warning) -> {
			assertThat(warning.getThrowableProxy()).isNull();
			assertThat(warning.getFormattedMessage())
				.matches("The token service gave no credentials: [A-Za-z0-9. ]+; .*");
		});
		after(Duration.ofSeconds(2));
		assertThat(this.role.current().getAccessKeyId()).isEqualTo("STS.id1");
	}

	@Test
	void refusesAKeyFromATruncatedAnswer() {
		String good = good(START.plusSeconds(3600)).strip();
		for (int length = 0; length < good.length(); length++) {
			this.sts.next(StubAnswer.of(200, good.substring(0, length)));
			this.now = this.now.plusSeconds(13);
			assertHasNone();
		}
		assertThat(this.sts.calls()).hasSize(good.length());
	}

	@Test
	void waitsNoLongerThanItsTimeout() throws Exception {
		Duration timeout = Duration.ofSeconds(2);
		try (RawServer server = RawServer.start((connection) -> {
			connection.readRequest();
			connection.awaitEnd();
		});
				TemporaryKeys hanging = role(server.endpoint(), timeout);
				ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
			List<Future<Duration>> waits = new ArrayList<>();
			for (int i = 0; i < 20; i++) {
				waits.add(threads.submit(() -> {
					long start = System.nanoTime();
					assertThatExceptionOfType(NoCredentialsException.class).isThrownBy(hanging::current);
					return Duration.ofNanos(System.nanoTime() - start);
				}));
			}
			for (Future<Duration> wait : waits) {
				assertThat(wait.get(1, TimeUnit.MINUTES)).isLessThan(timeout.plusSeconds(15));
			}
			assertThat(server.connections()).isEqualTo(1);
		}
	}

	@Test
	void hasTheResetDeniedWithoutSendingIt() {
		this.sts.next(StubAnswer.error(500, "InternalError"));
		GatewayFixture.use(GatewayFixture.properties(this.provider.endpoint(), TIMEOUT), this.role, (gateway) -> {
			assertThat(gateway.reset(GatewayFixture.command(), GatewayFixture.admitted()))
				.isEqualTo(new Rejected(Rejection.PROVIDER_DENIED, ProviderAnswer.NONE));
			assertThat(this.provider.resets()).isEmpty();
			after(Duration.ofSeconds(2));
			assertThat(gateway.reset(GatewayFixture.command(), GatewayFixture.admitted())).isInstanceOf(Accepted.class);
		});
	}

	@Test
	void asksForAnotherKeyOnceTheProviderRefusesThisOne() throws Exception {
		assertThat(this.role.current().getAccessKeyId()).isEqualTo("STS.id1");
		GatewayFixture.use(GatewayFixture.properties(this.provider.endpoint(), TIMEOUT), this.role, (gateway) -> {
			refuse(gateway);
			await().until(() -> keyId().equals("STS.id2"));
			// Not at every refusal
			refuse(gateway);
			after(Duration.ofSeconds(29));
			refuse(gateway);
			assertThat(this.sts.calls()).hasSize(2);
			after(Duration.ofSeconds(30));
			refuse(gateway);
			await().until(() -> keyId().equals("STS.id3"));
		});
	}

	private String keyId() throws NoCredentialsException {
		return this.role.current().getAccessKeyId();
	}

	private void refuse(AccountGateway gateway) {
		this.provider.next(StubAnswer.error(400, "InvalidSecurityToken.Expired"));
		assertThat(gateway.reset(GatewayFixture.command(), GatewayFixture.admitted())).isInstanceOfSatisfying(
				Rejected.class, (rejected) -> assertThat(rejected.reason()).isEqualTo(Rejection.PROVIDER_DENIED));
	}

	@Test
	void refreshesItsKeyInTheBackground() {
		this.sts.next(StubAnswer.error(500, "InternalError"));
		this.role.keepFresh();
		await().until(() -> this.role.failures() == 1);
		after(Duration.ofSeconds(2));
		await().until(this.role::available);
		after(Duration.ofMinutes(44));
		await().until(() -> this.sts.calls().size() == 3);
	}

	@Test
	void stopsAskingWhenClosed() throws Exception {
		CountDownLatch asked = new CountDownLatch(1);
		CountDownLatch ended = new CountDownLatch(1);
		try (RawServer server = RawServer.start((connection) -> {
			connection.readRequest();
			asked.countDown();
			connection.awaitEnd();
			ended.countDown();
		})) {
			TemporaryKeys hanging = role(server.endpoint(), Duration.ofMinutes(1)).keepFresh();
			assertThat(asked.await(30, TimeUnit.SECONDS)).isTrue();
			hanging.close();
			assertThat(ended.await(20, TimeUnit.SECONDS)).isTrue();
		}
		assertThat(this.log.warnings()).isEmpty();
	}

	private static ConditionFactory await() {
		return Awaitility.await().atMost(TIMEOUT);
	}

	private void assertHasNone() {
		assertThatExceptionOfType(NoCredentialsException.class).isThrownBy(this.role::current);
		assertThat(this.role.available()).isFalse();
	}

	private void after(Duration sinceStart) {
		this.now = START.plus(sinceStart);
	}

	private void write(String token) throws IOException {
		Files.writeString(this.directory.resolve("token"), token);
	}

	private TemporaryKeys role(String endpoint, Duration timeout) {
		AssumeRoleWithOidc.Role assumed = new AssumeRoleWithOidc.Role(StsStub.ROLE, StsStub.OIDC_PROVIDER,
				this.directory.resolve("token"));
		AtMostOnceClient client = new AtMostOnceClient(Duration.ofSeconds(30));
		return new TemporaryKeys(
				new AssumeRoleWithOidc("http://" + endpoint, assumed, new StsClient(client, this.clock)), this.clock,
				timeout);
	}

	private static String good(Instant expiration) {
		return StsStub.answer("STS.id", "canarysecret", "canarytoken", expiration);
	}

}
