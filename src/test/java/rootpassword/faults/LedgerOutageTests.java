package rootpassword.faults;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.api.parallel.ResourceAccessMode;
import org.junit.jupiter.api.parallel.ResourceLock;
import rootpassword.kit.Facade;
import rootpassword.kit.Facade.Answer;
import rootpassword.kit.database.Database;
import rootpassword.kit.database.RestartablePostgres;
import rootpassword.kit.provider.ProviderStub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * A real PostgreSQL is stopped under load and started again.
 */
@Execution(ExecutionMode.CONCURRENT)
@ResourceLock(value = "warnings", mode = ResourceAccessMode.READ)
class LedgerOutageTests {

	@Test
	void sendsNothingDuringAnOutageAndRecovers(@TempDir Path directory) throws Exception {
		RestartablePostgres postgres = RestartablePostgres.in(directory);
		Database database = postgres.database();
		AtomicBoolean enough = new AtomicBoolean();
		Queue<Timed> answers = new ConcurrentLinkedQueue<>();
		try (ProviderStub provider = ProviderStub.start();
				Facade facade = Facade.start(database, provider, "root-password.limits.per-instance=100000/1h",
						"root-password.limits.per-caller=100000/1m",
						// A pause of this machine must not make an outcome unknown
						"root-password.dds.deadline=10s", "root-password.dds.connect-timeout=10s",
						"root-password.ledger.lease=13s");
				ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor();
				// Closed first, so that a failure does not wait for the load
				AutoCloseable stop = () -> enough.set(true)) {
			List<CompletableFuture<Void>> load = IntStream.range(0, 8)
				.mapToObj((caller) -> CompletableFuture.runAsync(() -> {
					for (int i = 0; !enough.get(); i++) {
						long start = System.nanoTime();
						Answer answer = facade.reset("dds-outage" + caller, "Passw0rd!" + i);
						answers.add(new Timed(answer, Duration.ofNanos(System.nanoTime() - start)));
					}
				}, callers))
				.toList();
			await().until(() -> count(answers, 200) > 20);
			postgres.stop();
			await().until(() -> count(answers, 503) > 20);
			int sent = provider.resets().size();
			int outage = answers.size();
			await().until(() -> answers.size() > outage + 10);
			assertThat(provider.resets()).as("nothing is sent without the ledger").hasSize(sent);
			assertThat(facade.get(facade.managementUri("/actuator/health/readiness")).status())
				.as("callers still reach the replica and get the reason")
				.isEqualTo(200);
			int accepted = count(answers, 200);
			postgres.restart();
			await().until(() -> count(answers, 200) > accepted + 20);
			enough.set(true);
			load.forEach(CompletableFuture::join);
			assertThat(answers).allSatisfy((timed) -> {
				assertThat(timed.took()).isLessThan(Duration.ofSeconds(20));
				assertThat(timed.answer().slug()).isIn("", "ledger-unavailable", "in-flight");
			});
			// Each answer 200 belongs to one call of the provider
			assertThat(answers.stream().filter((timed) -> timed.answer().status() == 200).count())
				.isEqualTo(provider.resets().size());
			await().until(() -> database.number("select count(*) from attempt where outcome is null") == 0);
			System.out.println(answers.size() + " answers around the outage: " + count(answers, 200) + " accepted, "
					+ count(answers, 503) + " with nothing sent, " + count(answers, 409) + " in flight");
		}
		finally {
			postgres.close();
		}
	}

	private static int count(Queue<Timed> answers, int status) {
		return (int) answers.stream().filter((timed) -> timed.answer().status() == status).count();
	}

	private record Timed(Answer answer, Duration took) {
	}

}
