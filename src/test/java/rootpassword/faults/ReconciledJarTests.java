package rootpassword.faults;

import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
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
				JarProcess jar = start(directory, database, provider, trail);
				List<CompletableFuture<Void>> underWay = instances(kill)
					.map((instance) -> CompletableFuture.runAsync(() -> reset(jar, instance), callers))
					.toList();
				await().atMost(Duration.ofMinutes(1)).until(() -> provider.resets().size() == sent);
				jar.kill();
				answers.countDown();
				underWay.forEach(CompletableFuture::join);
				jar.close();
			}
			try (JarProcess jar = start(directory, database, provider, trail)) {
				await().atMost(Duration.ofMinutes(3))
					.untilAsserted(() -> assertThat(outcomes(database, "instance not like 'dds-lost%'"))
						.allMatch((outcome) -> outcome.matches("(accepted|rejected) .*")));
			}
			assertThat(outcomes(database, "instance like 'dds-kill%'")).hasSize(KILLS * CALLS / 3)
				.containsOnly("accepted actiontrail");
			assertThat(outcomes(database, "instance like 'dds-unknown%'")).hasSize(KILLS * CALLS / 3)
				.containsOnly("rejected actiontrail");
			// Absence means nothing
			assertThat(outcomes(database, "instance like 'dds-lost%'")).hasSize(KILLS * CALLS / 3)
				.containsOnly("unconfirmed lease");
			assertThat(database.number("select count(*) from trail where event = 'reconciled'"))
				.isEqualTo(2 * KILLS * CALLS / 3);
			assertThat(database.number("select count(*) from trail where event = 'foreign-change'"))
				.as("calls without a trace in the ledger")
				.isZero();
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

	private static void reset(JarProcess jar, String instance) {
		try {
			jar.reset(instance, "Passw0rd!" + instance.length());
		}
		catch (UncheckedIOException ex) {
			// The kill
		}
	}

	private static List<String> outcomes(Database database, String condition) {
		return database.column(String.class,
				"select coalesce(outcome || ' ' || settled_by, 'open') from attempt where " + condition);
	}

	private static JarProcess start(Path directory, Database database, ProviderStub provider, ActionTrailStub trail) {
		return JarProcess.start(directory,
				Stream.concat(KilledJarTests.properties(database, provider), trail.properties()));
	}

}
