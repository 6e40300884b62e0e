package rootpassword.login;

import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Supplier;
import java.util.stream.Stream;

import javax.net.ssl.SSLContext;

import com.mongodb.MongoClientSettings;
import com.mongodb.MongoCredential;
import com.mongodb.MongoSecurityException;
import com.mongodb.ServerApi;
import com.mongodb.ServerApiVersion;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.connection.ServerMonitoringMode;
import org.bson.Document;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import rootpassword.kit.Commands;
import rootpassword.kit.LogWatch;
import rootpassword.kit.mongo.Behaviour;
import rootpassword.kit.mongo.MongoStub;
import rootpassword.kit.provider.ThrowawayCertificate;
import rootpassword.login.Dialler.Network;
import rootpassword.reset.Deadline;
import rootpassword.reset.LoginCheck.Result;
import rootpassword.reset.command.InstanceId;
import rootpassword.reset.command.ResetCommand;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

class ScramLoginCheckTests {

	private static final String PASSWORD = "Canary!4711 %+/pw";

	private static final ResetCommand COMMAND = Commands.reset("dds-a").password(PASSWORD).build();

	private static final InstancesOnThisMachine NETWORK = new InstancesOnThisMachine();

	/** Longer than anything takes here. */
	private static final Duration LONG = Duration.ofSeconds(60);

	private static final Duration SHORT = Duration.ofMillis(300);

	@RegisterExtension
	private final LogWatch log = new LogWatch("rootpassword.login");

	private final MongoStub instance = MongoStub.start().password(PASSWORD);

	@AfterEach
	void stop() {
		this.instance.close();
	}

	@ParameterizedTest
	@ValueSource(strings = { "SCRAM-SHA-256", "SCRAM-SHA-1", "" })
	void isEffectiveIfTheLoginSucceeds(String mechanism) {
		this.instance.offer(mechanism.isEmpty() ? new String[0] : new String[] { mechanism, "PLAIN" });
		assertThat(check(LONG)).isEqualTo(Result.EFFECTIVE);
		assertThat(this.instance.received()).contains(mechanism.isEmpty() ? "SCRAM-SHA-1" : mechanism, "root-password");
		assertThat(this.instance.logins()).hasSize(1);
		assertThat(this.instance.connections()).isOne();
		assertThatNothingLeaks();
	}

	@Test
	void prefersTheStrongerMechanism() {
		this.instance.offer("PLAIN", "SCRAM-SHA-1", "SCRAM-SHA-256");
		assertThat(check(LONG)).isEqualTo(Result.EFFECTIVE);
		assertThat(this.instance.received()).contains("SCRAM-SHA-256").doesNotContain("SCRAM-SHA-1", "PLAIN");
	}

	@Test
	void triesAgainWhileTheChangeHasNotHappened() {
		this.instance.refuseNext(2);
		assertThat(check(LONG)).isEqualTo(Result.EFFECTIVE);
		List<Long> logins = this.instance.logins();
		assertThat(logins).hasSize(3);
		for (int i = 1; i < logins.size(); i++) {
			assertThat(Duration.ofNanos(logins.get(i) - logins.get(i - 1)))
				.isGreaterThanOrEqualTo(Duration.ofSeconds(1));
		}
	}

	@Test
	void givesUpAfterThreeRefusedLogins() {
		this.instance.password("another");
		assertThat(check(LONG)).isEqualTo(Result.REFUSED);
		assertThat(this.instance.logins()).hasSize(3);
		assertThatNothingLeaks();
	}

	@Test
	void doesNotWaitForATryThatWouldComeTooLate() {
		this.instance.password("another");
		assertThat(check(Duration.ofMillis(900))).isIn(Result.REFUSED, Result.FAILED);
		assertThat(this.instance.logins()).hasSizeLessThanOrEqualTo(1);
	}

	@ParameterizedTest
	@EnumSource(mode = EnumSource.Mode.MATCH_NONE, names = { "USUAL", "HANGS.*", "IMPERSONATES" })
	void showsNothingIfThePeerBreaksTheProtocol(Behaviour behaviour) {
		this.instance.behave(behaviour);
		assertThat(check(LONG)).isEqualTo(Result.FAILED);
		assertThat(this.instance.logins()).hasSizeLessThanOrEqualTo(1);
		assertThatNothingLeaks();
	}

	@Test
	void showsNothingIfThePeerDoesNotKnowThePassword() {
		this.instance.password("the impersonator's own").behave(Behaviour.IMPERSONATES);
		assertThat(check(LONG)).isEqualTo(Result.FAILED);
		assertThatNothingLeaks();
	}

	@Test
	void neverRevealsThePasswordToAPeerThatWantsIt() {
		this.instance.offer("PLAIN", "MONGODB-CR");
		assertThat(check(LONG)).isEqualTo(Result.FAILED);
		assertThat(this.instance.logins()).isEmpty();
		assertThatNothingLeaks();
	}

	@ParameterizedTest
	@EnumSource(mode = EnumSource.Mode.MATCH_ALL, names = "HANGS.*")
	void endsInTimeIfThePeerHangs(Behaviour behaviour) {
		this.instance.behave(behaviour);
		assertThat(check(SHORT)).isEqualTo(Result.FAILED);
		await().until(() -> this.instance.openConnections() == 0);
		assertThatNothingLeaks();
	}

	@Test
	void endsInTimeIfTheNameIsNotResolvedInTime() throws Exception {
		CountDownLatch resolved = new CountDownLatch(1);
		CompletableFuture<Thread> thread = new CompletableFuture<>();
		ScramLoginCheck check = check(null, new InstancesOnThisMachine(() -> {
			thread.complete(Thread.currentThread());
			awaitUninterrupted(resolved);
		}), SHORT);
		failsWhileBlocked(check, thread, resolved);
	}

	@Test
	void triesNothingAfterTheDeadline() {
		assertThat(check(null, NETWORK, LONG).check(COMMAND, Deadline.in(Duration.ZERO))).isEqualTo(Result.SKIPPED);
		assertThat(this.instance.connections()).isZero();
	}

	@Test
	void fewChecksRunAtOnce() throws Exception {
		CountDownLatch released = new CountDownLatch(1);
		CountDownLatch running = new CountDownLatch(ScramLoginCheck.MAX_CONCURRENT);
		ScramLoginCheck check = check(null, new InstancesOnThisMachine(() -> {
			running.countDown();
			awaitUninterrupted(released);
		}), LONG);
		try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
			List<Future<Result>> checks = new ArrayList<>();
			for (int i = 0; i < ScramLoginCheck.MAX_CONCURRENT; i++) {
				checks.add(callers.submit(() -> check.check(COMMAND, Deadline.in(LONG))));
			}
			running.await();
			assertThat(check.check(COMMAND, Deadline.in(LONG))).isEqualTo(Result.SKIPPED);
			released.countDown();
			for (Future<Result> each : checks) {
				assertThat(each.get()).isEqualTo(Result.EFFECTIVE);
			}
		}
		// The last threads are about to end
		await().until(() -> check.check(COMMAND, Deadline.in(LONG)) == Result.EFFECTIVE);
	}

	@Test
	void asksTheNextAddressIfOneDoesNotAnswer() {
		MongoStub gone = MongoStub.start();
		gone.close();
		assertThat(checkInTurn(LONG, gone, this.instance)).isEqualTo(Result.EFFECTIVE);
	}

	/** In the time that is left for it. */
	@ParameterizedTest
	@EnumSource(mode = EnumSource.Mode.MATCH_ALL, names = "HANGS.*")
	void asksTheNextAddressIfOneHangs(Behaviour behaviour) {
		try (MongoStub hanging = MongoStub.start().password(PASSWORD).behave(behaviour)) {
			assertThat(checkInTurn(Duration.ofSeconds(3), hanging, this.instance)).isEqualTo(Result.EFFECTIVE);
		}
	}

	@Test
	void asksTheNextAddressIfOneRefuses() {
		try (MongoStub refusing = MongoStub.start().password("another")) {
			assertThat(checkInTurn(LONG, refusing, this.instance)).isEqualTo(Result.EFFECTIVE);
			this.instance.password("another");
			assertThat(checkInTurn(LONG, refusing, this.instance)).isEqualTo(Result.REFUSED);
			assertThat(refusing.logins().size() + this.instance.logins().size()).isEqualTo(2 + 3);
		}
	}

	@Test
	void verifiesTheCertificate() {
		ThrowawayCertificate certificate = ThrowawayCertificate.of("dns:dds-a.instances.example");
		ThrowawayCertificate another = ThrowawayCertificate.of("dns:dds-other1.mongodb.rds.aliyuncs.com");
		try (MongoStub encrypted = MongoStub.start(certificate.context().getServerSocketFactory()).password(PASSWORD);
				MongoStub unnamed = MongoStub.start(another.context().getServerSocketFactory()).password(PASSWORD)) {
			assertThat(check(certificate::trusted, encrypted)).isEqualTo(Result.EFFECTIVE);
			assertThat(check(another::trusted, encrypted)).isEqualTo(Result.FAILED);
			assertThat(check(another::trusted, unnamed)).isEqualTo(Result.FAILED);
			assertThat(encrypted.logins()).hasSize(1);
			assertThat(unnamed.logins()).isEmpty();
		}
		// A peer without TLS
		assertThat(check(certificate::trusted, this.instance)).isEqualTo(Result.FAILED);
		assertThat(this.instance.logins()).isEmpty();
		assertThat(this.log.lines())
			.contains("The login check of dds-a shows nothing: dds-a.instances.example: certificate not trusted")
			.contains("The login check of dds-a shows nothing: dds-a.instances.example: certificate with a wrong name")
			.contains("The login check of dds-a shows nothing: dds-a.instances.example: TLS handshake failed");
	}

	/** The stub keeps the protocol, in the eyes of MongoDB's own driver. */
	@ParameterizedTest
	@ValueSource(strings = { "SCRAM-SHA-256", "SCRAM-SHA-1" })
	void theDriverLogsInToTheStub(String mechanism) {
		this.instance.offer(mechanism);
		try (MongoClient client = driver(PASSWORD)) {
			assertThat(client.getDatabase("admin").runCommand(new Document("ping", 1))).containsEntry("ok", 1.0);
		}
		try (MongoClient client = driver("another")) {
			assertThatExceptionOfType(MongoSecurityException.class)
				.isThrownBy(() -> client.getDatabase("admin").runCommand(new Document("ping", 1)));
		}
		assertThat(this.instance.received()).contains(mechanism);
	}

	private MongoClient driver(String password) {
		return MongoClients.create(MongoClientSettings.builder()
			.applyToClusterSettings(
					(cluster) -> cluster.hosts(List.of(new com.mongodb.ServerAddress("127.0.0.1", port()))))
			.applyToServerSettings((server) -> server.serverMonitoringMode(ServerMonitoringMode.POLL))
			.serverApi(ServerApi.builder().version(ServerApiVersion.V1).build())
			.credential(MongoCredential.createCredential("root", "admin", password.toCharArray()))
			.build());
	}

	private int port() {
		return AddressPattern.parse(this.instance.address()).port();
	}

	private static Result checkInTurn(Duration limit, MongoStub... instances) {
		return new ScramLoginCheck(
				Stream.of(instances).map((instance) -> AddressPattern.parse(instance.address())).toList(),
				new Dialler(null, NETWORK), limit)
			.check(COMMAND, Deadline.in(LONG));
	}

	private Result check(Duration limit) {
		return check(null, NETWORK, limit).check(COMMAND, Deadline.in(LONG));
	}

	private static Result check(Supplier<SSLContext> tls, MongoStub instance) {
		return new ScramLoginCheck(List.of(AddressPattern.parse(instance.address())), new Dialler(tls, NETWORK), LONG)
			.check(COMMAND, Deadline.in(LONG));
	}

	private ScramLoginCheck check(Supplier<SSLContext> tls, Network network, Duration limit) {
		return new ScramLoginCheck(List.of(AddressPattern.parse(this.instance.address())), new Dialler(tls, network),
				limit);
	}

	/** Neither the password nor a digest of it. */
	private void assertThatNothingLeaks() {
		try {
			byte[] password = PASSWORD.getBytes(StandardCharsets.UTF_8);
			byte[] mongo = MessageDigest.getInstance("MD5")
				.digest(("root:mongo:" + PASSWORD).getBytes(StandardCharsets.UTF_8));
			List<String> forms = new ArrayList<>(
					List.of(PASSWORD, Base64.getEncoder().encodeToString(password).substring(0, 20),
							HexFormat.of().formatHex(mongo), Base64.getEncoder().encodeToString(mongo)));
			for (String digest : List.of("MD5", "SHA-1", "SHA-256")) {
				byte[] hash = MessageDigest.getInstance(digest).digest(password);
				forms.add(HexFormat.of().formatHex(hash));
				forms.add(Base64.getEncoder().encodeToString(hash));
			}
			assertThat(this.instance.received()).doesNotContain(forms.toArray(String[]::new));
		}
		catch (java.security.NoSuchAlgorithmException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/** Nothing reaches the instance, neither in time nor after the end of the block. */
	private void failsWhileBlocked(ScramLoginCheck check, CompletableFuture<Thread> thread, CountDownLatch end)
			throws Exception {
		// Again if the thread was not running in time
		await().until(() -> {
			assertThat(check.check(COMMAND, Deadline.in(LONG))).isEqualTo(Result.FAILED);
			return thread.isDone();
		});
		end.countDown();
		assertThat(thread.get().join(Duration.ofSeconds(30))).isTrue();
		assertThat(this.instance.connections()).isZero();
	}

	private static void awaitUninterrupted(CountDownLatch latch) {
		// As a look-up can, it swallows an interrupt
		boolean done = false;
		while (!done) {
			try {
				latch.await();
				done = true;
			}
			catch (InterruptedException ex) {
				// Goes on
			}
		}
	}

}
