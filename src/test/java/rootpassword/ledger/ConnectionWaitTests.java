package rootpassword.ledger;

import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.springframework.jdbc.core.simple.JdbcClient;
import rootpassword.kit.Commands;
import rootpassword.kit.database.Database;
import rootpassword.ledger.Replica.Setup;
import rootpassword.reset.AttemptId;
import rootpassword.reset.LedgerUnavailableException;
import rootpassword.reset.command.ResetCommand;
import rootpassword.reset.outcome.Rejection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static rootpassword.kit.Outcomes.ACCEPTED;

/**
 * Resets that wait for a claim, and reads, leave connections of the pool to other resets.
 */
@Execution(ExecutionMode.CONCURRENT)
@Tag("slow")
class ConnectionWaitTests {

	/** Longer than any attempt, shorter than the wait for a connection. */
	private static final Duration SOON = Duration.ofSeconds(4);

	private final Database database = Database.migratedPostgres();

	private Replica replica;

	@BeforeEach
	void start() {
		this.replica = new Replica(this.database,
				Setup.DEFAULT.lease(Duration.ofMinutes(5)).timeLimit(Duration.ofSeconds(5)));
		attempt("dds-warm");
	}

	@AfterEach
	void stop() {
		this.replica.close();
	}

	@Test
	void aHeldClaimDoesNotDelayOtherInstances() throws Exception {
		attempt("dds-held");
		try (Connection psql = this.database.connect();
				Statement statement = psql.createStatement();
				ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
			psql.setAutoCommit(false);
			statement.execute("select * from claim where instance = 'dds-held' for update");
			List<Future<?>> waiting = IntStream.range(0, 60)
				.<Future<?>>mapToObj(
						(i) -> callers.submit(() -> assertThatExceptionOfType(LedgerUnavailableException.class)
							.isThrownBy(() -> this.replica.ledger.open(command("dds-held")))))
				.toList();
			for (int i = 0; i < 40; i++) {
				assertThat(timed(() -> attempt("dds-" + UUID.randomUUID().toString().substring(0, 8))))
					.isLessThan(SOON);
			}
			for (Future<?> one : waiting) {
				one.get();
			}
			psql.rollback();
		}
		attempt("dds-held");
	}

	@Test
	void readersLeaveConnectionsToResetsNotesAndJobs() throws Exception {
		JdbcAttemptHistory history = new JdbcAttemptHistory(JdbcClient.create(this.replica.pool),
				this.replica.transactions);
		AtomicBoolean enough = new AtomicBoolean();
		try (ExecutorService readers = Executors.newVirtualThreadPerTaskExecutor();
				// Closed first, so that a failure does not wait for the readers
				AutoCloseable stop = () -> enough.set(true)) {
			List<Callable<Void>> reads = IntStream.range(0, 300).<Callable<Void>>mapToObj((i) -> () -> {
				while (!enough.get()) {
					try {
						if (i % 2 == 0) {
							history.find(new AttemptId(UUID.randomUUID()));
						}
						else {
							this.replica.ledger.validate(command("dds-dry" + i));
						}
					}
					catch (LedgerUnavailableException ex) {
						// Some of 300 concurrent reads get no connection
					}
				}
				return null;
			}).toList();
			List<Future<Void>> running = new ArrayList<>();
			reads.forEach((read) -> running.add(readers.submit(read)));
			List<Duration> times = IntStream.range(0, 40)
				.mapToObj((i) -> timed(() -> attempt("dds-beside" + i)))
				.toList();
			for (int i = 0; i < 5; i++) {
				assertThat(timed(
						() -> this.replica.ledger.recordRefusal(Commands.refusal("dds-noted", Rejection.FORBIDDEN))))
					.isLessThan(SOON);
				assertThat(timed(() -> this.replica.transactions.jobs().execute((status) -> this.database)))
					.isLessThan(SOON);
			}
			enough.set(true);
			for (Future<Void> one : running) {
				one.get();
			}
			assertThat(times.stream().sorted().toList().get(35)).isLessThan(SOON);
		}
	}

	@Test
	void aHeldAttemptDoesNotStopTheSweepOfOthers() throws Exception {
		for (int i = 0; i < 3; i++) {
			this.replica.ledger.open(command("dds-stale" + i));
		}
		try (Connection psql = this.database.connect(); Statement statement = psql.createStatement()) {
			statement.execute("update claim set lease_until = current_timestamp - interval '1' minute "
					+ "where instance like 'dds-stale%'");
			psql.setAutoCommit(false);
			statement.execute("select * from attempt where instance = 'dds-stale0' for update");
			this.replica.upkeep.sweep();
			assertThat(this.replica.settlements.expired()).isEqualTo(2);
			psql.rollback();
		}
		this.replica.upkeep.sweep();
		assertThat(this.replica.settlements.expired()).isEqualTo(3);
	}

	private void attempt(String instance) {
		AttemptId attempt = this.replica.admit(command(instance)).attempt();
		this.replica.settle(attempt, ACCEPTED);
	}

	private static ResetCommand command(String instance) {
		return Commands.reset(instance).build();
	}

	private static Duration timed(Runnable work) {
		long start = System.nanoTime();
		work.run();
		return Duration.ofNanos(System.nanoTime() - start);
	}

}
