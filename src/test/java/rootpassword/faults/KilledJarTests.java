package rootpassword.faults;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import rootpassword.kit.Facade;
import rootpassword.kit.JarProcess;
import rootpassword.kit.SealedTrail;
import rootpassword.kit.database.Database;
import rootpassword.kit.database.EvidenceKey;
import rootpassword.kit.provider.ProviderStub;
import rootpassword.kit.provider.StubAnswer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Kills the packaged jar, which serves two targets, at random moments under load, starts
 * it again, and compares the answers to callers with the trail and with the calls that
 * the provider received, and the trail with its seals. The nightly run sets
 * {@code -Dtest.kills=50}.
 */
@Execution(ExecutionMode.CONCURRENT)
public class KilledJarTests {

	private static final int KILLS = Integer.getInteger("test.kills", 5);

	private static final long SEED = Long.getLong("test.seed", 4711);

	private static final int CALLERS = 8;

	@Test
	void answersAgreeWithTheTrailAndTheProvider(@TempDir Path directory) throws Exception {
		Database database = Database.postgres();
		Random random = new Random(SEED);
		System.out.println("Killing the jar " + KILLS + " times, seed " + SEED);
		AtomicReference<JarProcess> jar = new AtomicReference<>();
		try (ProviderStub provider = ProviderStub.startTwo()) {
			provider.always(StubAnswer.asUsual().after(Duration.ofMillis(120)));
			jar.set(JarProcess.start(directory, properties(database, provider)));
			PasswordChanges changes = PasswordChanges.start(CALLERS, jar::get);
			for (int kill = 0; kill < KILLS; kill++) {
				int before = provider.resets().size();
				// At least one call since the last start, and then a random time
				await().atMost(Duration.ofMinutes(1)).until(() -> provider.resets().size() > before);
				LockSupport.parkNanos(Duration.ofMillis(random.nextInt(700)).toNanos());
				jar.get().kill();
				jar.set(JarProcess.start(directory, properties(database, provider)));
			}
			changes.end();
			changes.check(database, provider);
			checkSeals(database);
			assertThat(jar.get().terminate()).as("idle shutdown").isLessThan(Duration.ofSeconds(10));
		}
		finally {
			jar.get().close();
		}
	}

	/** Whichever kill came between leaves, checkpoint and anchor. */
	private static void checkSeals(Database database) {
		await().until(() -> database.number("select count(*) from trail") == database
			.number("select max(size) from seal_checkpoint"));
		// A summary of refusals may come at any time, and is unsealed at first
		await().untilAsserted(() -> SealedTrail.check(database, EvidenceKey.verifierKey()));
	}

	static Stream<String> properties(Database database, ProviderStub provider) {
		return Facade.properties(database, provider, "root-password.dds.deadline=5s", "root-password.ledger.lease=6s",
				"root-password.limits.per-instance=off", "root-password.limits.per-caller=off");
	}

}
