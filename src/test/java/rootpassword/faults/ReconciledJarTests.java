package rootpassword.faults;

import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import rootpassword.kit.JarProcess;
import rootpassword.kit.database.Database;
import rootpassword.kit.provider.ActionTrailStub;
import rootpassword.kit.provider.ProviderStub;
import rootpassword.kit.provider.ReceivedReset;
import rootpassword.kit.provider.StubAnswer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Kills the packaged jar while the provider holds its calls, which then succeed, fail, or
 * leave no event. The next start tells them apart. {@code -Dtest.calls=200
 * -Dtest.kills=20} makes it long.
 */
@Execution(ExecutionMode.CONCURRENT)
public class ReconciledJarTests {

	private static final int CALLS = Integer.getInteger("test.calls", 12);

	private static final int KILLS = Integer.getInteger("test.kills", 1);

	@Test
	void tellsWhatBecameOfCallsThatWereAnsweredAfterTheKill(@TempDir Path directory) {
		Database database = Database.postgres();
		try (ProviderStub provider = ProviderStub.start();
				ActionTrailStub trail = ActionTrailStub.start(provider);
				ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
			trail.record((reset) -> !reset.instance().startsWith("dds-lost"));
			trail.delay(Duration.ofSeconds(1));
			for (int kill = 1; kill <= KILLS; kill++) {
				CountDownLatch answers = new CountDownLatch(1);
				provider.always(StubAnswer.asUsual().after(answers));
				int sent = CALLS * kill;
				try (JarProcess jar = start(directory, database, provider, trail)) {
					List<CompletableFuture<Void>> underWay = instances(kill)
						.map((instance) -> CompletableFuture.runAsync(() -> reset(jar, instance), callers))
						.toList();
					await().atMost(Duration.ofMinutes(1)).until(() -> provider.resets().size() == sent);
					jar.kill();
					answers.countDown();
					underWay.forEach(CompletableFuture::join);
				}
			}
			List<ReceivedReset> lost = received(provider, "dds-lost");
			List<ReceivedReset> found = provider.resets().stream().filter((reset) -> !lost.contains(reset)).toList();
			try (JarProcess jar = start(directory, database, provider, trail)) {
				await().atMost(Duration.ofMinutes(5)).untilAsserted(() -> {
					assertThat(outcomes(database, found)).allMatch((outcome) -> outcome.endsWith(" actiontrail"));
					assertThat(outcomes(database, lost)).doesNotContain("open");
				});
			}
			assertThat(outcomes(database, received(provider, "dds-kill"))).hasSize(KILLS * CALLS / 3)
				.containsOnly("accepted actiontrail");
			assertThat(outcomes(database, received(provider, "dds-unknown"))).hasSize(KILLS * CALLS / 3)
				.containsOnly("rejected actiontrail");
			// Absence means nothing
			assertThat(outcomes(database, lost)).hasSize(KILLS * CALLS / 3)
				.allMatch((outcome) -> outcome.matches("unconfirmed (lease|caller)"));
			assertThat(database.trail("event = 'reconciled'")).hasSize(found.size());
			assertThat(database.number("select count(*) from attempt where outcome = 'accepted'"))
				.isEqualTo(KILLS * CALLS / 3);
			assertThat(database.trail("event = 'foreign-change'")).isEmpty();
			System.out.println(found.size() + " calls reconciled, " + lost.size() + " without an event, after " + KILLS
					+ " kills, with " + trail.queries() + " queries");
		}
	}

	/** A third each is accepted, refused, or accepted without an event. */
	private static Stream<String> instances(int kill) {
		return IntStream.range(0, CALLS).mapToObj((i) -> switch (i % 3) {
			case 0 -> "dds-kill" + kill + "x" + i;
			case 1 -> "dds-unknown" + kill + "x" + i;
			default -> "dds-lost" + kill + "x" + i;
		});
	}

	/** Until the jar is killed; on a busy machine the ledger can be too slow at first. */
	private static void reset(JarProcess jar, String instance) {
		try {
			while (jar.reset(instance, "Passw0rd!" + instance.length()).status() != 504) {
				LockSupport.parkNanos(Duration.ofMillis(500).toNanos());
			}
		}
		catch (UncheckedIOException ex) {
			// The kill
		}
	}

	private static List<ReceivedReset> received(ProviderStub provider, String prefix) {
		return provider.resets().stream().filter((reset) -> reset.instance().startsWith(prefix)).toList();
	}

	/** What the ledger knows of the attempts whose calls were received. */
	private static List<String> outcomes(Database database, List<ReceivedReset> calls) {
		return calls.stream()
			.map((call) -> call.header("user-agent").replaceAll(".*\\(([0-9a-f-]{36})\\)$", "$1"))
			.map((attempt) -> database
				.column(String.class, "select coalesce(outcome || ' ' || settled_by, 'open') from attempt where id = ?",
						UUID.fromString(attempt))
				.getFirst())
			.toList();
	}

	private static JarProcess start(Path directory, Database database, ProviderStub provider, ActionTrailStub trail) {
		return JarProcess.start(directory,
				Stream.concat(KilledJarTests.properties(database, provider), trail.properties()));
	}

}
