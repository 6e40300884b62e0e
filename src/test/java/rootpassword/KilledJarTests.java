package rootpassword;

import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import rootpassword.database.Database;
import rootpassword.provider.Answer;
import rootpassword.provider.ProviderStub;
import rootpassword.provider.ReceivedReset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Kills the real jar at random moments under load, starts it again, and compares what
 * callers were told with the trail and with the provider's own record.
 * {@code -Dtest.kills=50} for the nightly number.
 */
@Execution(ExecutionMode.CONCURRENT)
class KilledJarTests {

	private static final int KILLS = Integer.getInteger("test.kills", 5);

	private static final long SEED = Long.getLong("test.seed", 4711);

	private static final int CALLERS = 8;

	private final Map<String, String> toldPassword = new ConcurrentHashMap<>();

	private final List<String> toldAttempts = new ArrayList<>();

	private final AtomicInteger repeats = new AtomicInteger();

	@Test
	void keepsEveryPromise(@TempDir Path directory) throws Exception {
		Database database = Database.postgres();
		Random random = new Random(SEED);
		System.out.println("Killing the jar " + KILLS + " times, seed " + SEED);
		AtomicBoolean enough = new AtomicBoolean();
		AtomicReference<JarProcess> jar = new AtomicReference<>();
		try (ProviderStub provider = ProviderStub.start();
				ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
			provider.always(Answer.asUsual().after(Duration.ofMillis(40)));
			jar.set(JarProcess.start(directory, properties(database, provider)));
			List<CompletableFuture<Void>> load = IntStream.range(0, CALLERS)
				.mapToObj((caller) -> CompletableFuture.runAsync(() -> call("dds-kill" + caller, jar, enough), callers))
				.toList();
			for (int kill = 0; kill < KILLS; kill++) {
				int before = provider.resets().size();
				// At least one call since the last start, and then some random time
				await().atMost(Duration.ofMinutes(1)).until(() -> provider.resets().size() > before);
				LockSupport.parkNanos(Duration.ofMillis(random.nextInt(700)).toNanos());
				jar.get().kill();
				jar.set(JarProcess.start(directory, properties(database, provider)));
			}
			enough.set(true);
			load.forEach(CompletableFuture::join);
			await().atMost(Duration.ofSeconds(30))
				.until(() -> count(database, "select count(*) from attempt where outcome is null") == 0);
			await().atMost(Duration.ofSeconds(30))
				.until(() -> count(database,
						"select count(*) from claim where attempt_id is not null and lease_until > current_timestamp") == 0);
			check(database, provider);
			assertThat(jar.get().terminate()).as("idle shutdown").isLessThan(Duration.ofSeconds(5));
		}
		finally {
			jar.get().close();
		}
	}

	@Test
	void finishesWhatIsUnderWayWhenItIsAskedToEnd(@TempDir Path directory) throws Exception {
		Database database = Database.postgres();
		try (ProviderStub provider = ProviderStub.start();
				JarProcess jar = JarProcess.start(directory,
						// The call's own deadline counts, not this
						Stream.concat(properties(database, provider),
								Stream.of("spring.lifecycle.timeout-per-shutdown-phase=1ms")));
				ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
			CountDownLatch answer = new CountDownLatch(1);
			provider.always(Answer.asUsual().after(answer));
			List<CompletableFuture<Facade.Answer>> underWay = IntStream.range(0, 20)
				.mapToObj((caller) -> CompletableFuture.supplyAsync(() -> jar.reset("dds-term" + caller, "Passw0rd!1"),
						callers))
				.toList();
			await().atMost(Duration.ofSeconds(30)).until(() -> provider.resets().size() == 20);
			CompletableFuture<Duration> end = CompletableFuture.supplyAsync(jar::terminate, callers);
			await().atMost(Duration.ofSeconds(10))
				.untilAsserted(
						() -> assertThat(jar.log()).anyMatch((line) -> line.contains("Commencing graceful shutdown")));
			answer.countDown();
			assertThat(underWay).extracting(CompletableFuture::join)
				.extracting(Facade.Answer::status)
				.containsOnly(200);
			assertThat(end.join()).isLessThan(Duration.ofSeconds(6));
			assertThat(count(database, "select count(*) from attempt where outcome = 'accepted'")).isEqualTo(20);
		}
	}

	/** One caller, one instance: a new password as soon as the last one was accepted. */
	private void call(String instance, AtomicReference<JarProcess> jar, AtomicBoolean enough) {
		for (int number = 0; !enough.get(); number++) {
			String password = "Passw0rd!" + instance.substring(4) + number;
			String key = "\"" + UUID.randomUUID() + "\"";
			Facade.Answer answer = untilFinal(instance, password, key, jar);
			assertThat(answer.outcome()).as(answer.text()).isEqualTo("accepted");
			this.toldPassword.put(instance, password);
			synchronized (this.toldAttempts) {
				this.toldAttempts.add(answer.json().get("attemptId").stringValue());
			}
		}
	}

	private Facade.Answer untilFinal(String instance, String password, String key, AtomicReference<JarProcess> jar) {
		Instant end = Instant.now().plus(Duration.ofMinutes(2));
		Facade.Answer answer = null;
		while (Instant.now().isBefore(end)) {
			try {
				answer = jar.get().reset(instance, password, "Idempotency-Key", key);
				if (!answer.json().path("retryable").booleanValue(false)) {
					return answer;
				}
			}
			catch (UncheckedIOException ex) {
				// Killed: nobody knows, so repeat
			}
			this.repeats.incrementAndGet();
			LockSupport.parkNanos(Duration.ofMillis(200).toNanos());
		}
		throw new AssertionError("No final answer within two minutes; last: " + answer);
	}

	private void check(Database database, ProviderStub provider) throws SQLException {
		List<ReceivedReset> received = provider.resets();
		System.out.println(this.toldAttempts.size() + " accepted, " + received.size() + " provider calls, "
				+ this.repeats + " repeats, "
				+ count(database, "select count(*) from trail where event = 'settled' and outcome = 'unconfirmed'")
				+ " settled as unconfirmed");
		assertThat(count(database, "select count(*) from trail where event = 'settled' and outcome = 'unconfirmed'"))
			.as("some kill hit an attempt")
			.isPositive();
		for (String instance : this.toldPassword.keySet()) {
			List<Instant> opened = instants(database,
					"select at from trail where event = 'opened' and instance = '" + instance + "' order by seq");
			List<ReceivedReset> calls = provider.resets(instance);
			for (int call = 0; call < calls.size(); call++) {
				Instant receivedAt = calls.get(call).receivedAt();
				assertThat(opened.stream().filter((at) -> at.isBefore(receivedAt)).count())
					.as("opened before call %s of %s", call, instance)
					.isGreaterThan(call);
			}
			assertThat(provider.lastPassword(instance)).isEqualTo(this.toldPassword.get(instance));
		}
		for (String attempt : this.toldAttempts) {
			assertThat(count(database,
					"select count(*) from trail where attempt_id = '" + attempt
							+ "' and (event = 'opened' or event = 'settled' and outcome = 'accepted')"))
				.as("rows of the accepted attempt %s", attempt)
				.isEqualTo(2);
		}
		assertThat(provider.overlaps()).isEmpty();
	}

	private static Stream<String> properties(Database database, ProviderStub provider) {
		return Stream
			.of(Stream.of(database.properties()), Facade.settings(provider), Facade.callers(),
					Stream.of("root-password.dds.deadline=5s", "root-password.ledger.lease=6s",
							"root-password.limits.per-instance=100000/1h", "root-password.limits.per-caller=100000/1m"))
			.flatMap((some) -> some);
	}

	private static int count(Database database, String sql) throws SQLException {
		try (Connection connection = database.connect();
				Statement statement = connection.createStatement();
				ResultSet row = statement.executeQuery(sql)) {
			row.next();
			return row.getInt(1);
		}
	}

	private static List<Instant> instants(Database database, String sql) throws SQLException {
		List<Instant> instants = new ArrayList<>();
		try (Connection connection = database.connect();
				Statement statement = connection.createStatement();
				ResultSet row = statement.executeQuery(sql)) {
			while (row.next()) {
				instants.add(row.getObject(1, OffsetDateTime.class).toInstant());
			}
		}
		return instants;
	}

}
