package rootpassword.faults;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import rootpassword.kit.JarProcess;
import rootpassword.kit.database.Database;
import rootpassword.kit.database.RestartablePostgres;
import rootpassword.kit.provider.ProviderStub;
import rootpassword.kit.provider.StubAnswer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Two replicas with two targets under load. In random order, one is killed, one is frozen
 * for longer than its lease, or their database is killed. The nightly run sets
 * {@code -Dtest.chaos=PT10M}.
 */
@Execution(ExecutionMode.CONCURRENT)
class ReplicaChaosJarTests {

	private static final Duration TIME = Duration.parse(System.getProperty("test.chaos", "PT10S"));

	private static final long SEED = Long.getLong("test.seed", 4712);

	private static final Duration LEASE = Duration.ofSeconds(6);

	private final Random random = new Random(SEED);

	private final AtomicReferenceArray<JarProcess> replicas = new AtomicReferenceArray<>(2);

	private final AtomicInteger next = new AtomicInteger();

	@Test
	void answersAgreeWithTheTrailAndTheProvider(@TempDir Path directory) throws Exception {
		int[] faults = new int[3];
		RestartablePostgres postgres = RestartablePostgres.in(directory);
		Database database = postgres.database();
		try (ProviderStub provider = ProviderStub.startTwo()) {
			provider.always(StubAnswer.asUsual().after(Duration.ofMillis(120)));
			start(0, directory, database, provider);
			start(1, directory, database, provider);
			PasswordChanges changes = PasswordChanges.start(6,
					() -> this.replicas.get(this.next.getAndIncrement() % 2));
			Instant end = Instant.now().plus(TIME);
			Instant last = end.plus(Duration.ofMinutes(2));
			// A few kills may all miss the attempts
			for (int round = 0; round < faults.length || Instant.now().isBefore(end)
					|| Instant.now().isBefore(last) && PasswordChanges.unconfirmed(database) == 0; round++) {
				int before = provider.resets().size();
				await().atMost(Duration.ofMinutes(2)).until(() -> provider.resets().size() > before);
				int victim = this.random.nextInt(2);
				int fault = fault(round, faults.length, end);
				faults[fault]++;
				switch (fault) {
					case 0 -> {
						this.replicas.get(victim).kill();
						start(victim, directory, database, provider);
					}
					case 1 -> {
						this.replicas.get(victim).freeze();
						Instant over = Instant.now().plus(LEASE).plusMillis(200 + this.random.nextInt(1000));
						await().atMost(LEASE.multipliedBy(3)).until(() -> Instant.now().isAfter(over));
						this.replicas.get(victim).thaw();
					}
					default -> {
						postgres.kill();
						postgres.restart();
					}
				}
			}
			changes.end();
			changes.check(database, provider);
			System.out.println("Two replicas for " + TIME + ", seed " + SEED + ": " + faults[0] + " kills, " + faults[1]
					+ " freezes, " + faults[2] + " kills of the database");
			assertThat(faults).doesNotContain(0);
		}
		finally {
			for (int replica : List.of(0, 1)) {
				if (this.replicas.get(replica) != null) {
					this.replicas.get(replica).close();
				}
			}
			postgres.close();
		}
	}

	/** Each kind once, and then in random order; after the end only kills. */
	private int fault(int round, int kinds, Instant end) {
		if (round < kinds) {
			return round;
		}
		return Instant.now().isBefore(end) ? this.random.nextInt(kinds) : 0;
	}

	private void start(int replica, Path directory, Database database, ProviderStub provider) {
		this.replicas.set(replica,
				JarProcess.start(directory, Stream.concat(KilledJarTests.properties(database, provider),
						Stream.of("root-password.ledger.lease=" + LEASE.toSeconds() + "s",
								"root-password.secret-keys[0].id=chaos",
								"root-password.secret-keys[0].key=Y2hhb3MtY2hhb3MtY2hhb3MtY2hhb3MtY2hhb3MtY2hhb3M="))));
	}

}
