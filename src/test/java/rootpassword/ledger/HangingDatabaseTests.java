package rootpassword.ledger;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.health.contributor.Status;
import rootpassword.kit.Commands;
import rootpassword.kit.TcpProxy;
import rootpassword.kit.database.Database;
import rootpassword.ledger.Attempts.Stale;
import rootpassword.ledger.quota.AttemptLimit;
import rootpassword.ledger.quota.AuditQuota;
import rootpassword.reset.AttemptId;
import rootpassword.reset.LedgerUnavailableException;
import rootpassword.reset.Rejection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNoException;
import static rootpassword.kit.Outcomes.ACCEPTED;

/**
 * A PostgreSQL that accepts connections and bytes but does not answer.
 */
@Execution(ExecutionMode.CONCURRENT)
class HangingDatabaseTests {

	private static final Duration LIMIT = Duration.ofSeconds(3);

	private final Database database = Database.migratedPostgres();

	private TcpProxy line;

	private Replica replica;

	@BeforeEach
	void start() throws IOException {
		this.line = TcpProxy.to(this.database.port());
		this.replica = new Replica(this.database.through(this.line), Duration.ofSeconds(30), Replica.FINGERPRINTS,
				new AttemptLimit(1000, Duration.ofHours(1)), new AttemptLimit(1000, Duration.ofHours(1)),
				new AuditQuota(1000, System::nanoTime), Duration.ofMillis(2500));
	}

	@AfterEach
	void stop() throws IOException {
		this.line.close();
		this.replica.close();
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void answersEveryCallInTimeAndRecovers(boolean warm) throws Exception {
		if (warm) {
			open("dds-warm");
		}
		this.line.stall();
		try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
			List<Callable<Duration>> calls = IntStream.range(0, 100)
				.mapToObj((i) -> (Callable<Duration>) () -> timed(() -> {
					if (i % 2 == 0) {
						open("dds-" + i);
					}
					else {
						this.replica.ledger
							.note(Commands.refusal("portal", Rejection.FORBIDDEN));
					}
				}, i % 2 == 0))
				.toList();
			for (Future<Duration> took : callers.invokeAll(calls)) {
				assertThat(took.get()).isLessThan(LIMIT);
			}
		}
		this.line.heal();
		connects();
	}

	@ParameterizedTest
	@ValueSource(strings = { "for update", "insert into attempt", "insert into idempotency", "insert into trail" })
	void answersInTimeWhenATransactionHangs(String statement) throws Exception {
		this.line.stallAt(statement, true);
		assertThat(timed(() -> open("dds-half"), true)).isLessThan(LIMIT);
		this.line.heal();
		assertThat(this.database.count("from attempt")).isZero();
		connects();
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void rejectsAnAttemptWhoseCommitWasNotAnswered(boolean committed) throws Exception {
		this.line.stallAt("COMMIT", committed);
		assertThat(timed(() -> open("dds-doubt"), true)).isLessThan(LIMIT);
		assertThat(this.database.count("from attempt where outcome is null")).isEqualTo(committed ? 1 : 0);
		this.replica.upkeep.settleLate();
		this.line.heal();
		connects();
		this.replica.upkeep.settleLate();
		assertThat(this.database.count("from attempt where rejection = 'ledger-unavailable' and instance = 'dds-doubt'"))
			.isEqualTo(committed ? 1 : 0);
		assertThat(this.database.count("from claim where instance = 'dds-doubt' and attempt_id is not null")).isZero();
		this.database.execute("update attempt set opened_at = opened_at - interval '1' second");
		// Other connections of the pool may still be broken
		this.replica.pool.getHikariPoolMXBean().softEvictConnections();
		open("dds-doubt");
	}

	@ParameterizedTest
	@ValueSource(strings = { "for update", "update attempt", "COMMIT" })
	void recordsTheOutcomeOnceTheDatabaseAnswers(String statement) throws Exception {
		connects();
		AttemptId attempt = open("dds-late");
		this.replica.pool.getHikariPoolMXBean().softEvictConnections();
		this.line.stallAt(statement, false);
		assertThat(timed(() -> this.replica.ledger.settle(attempt, ACCEPTED), true)).isLessThan(LIMIT);
		assertThat(this.database.count("from attempt where outcome is null")).isOne();
		this.line.heal();
		connects();
		this.replica.upkeep.settleLate();
		assertThat(this.database.count("from attempt where outcome = 'accepted' and id = ?", attempt.value())).isOne();
		assertThat(this.database.count("from trail where event = 'settled' and outcome = 'accepted'")).isOne();
		this.replica.upkeep.settleLate();
		assertThat(this.database.count("from trail where event = 'settled'")).isOne();
	}

	@Test
	void aLateSettlementReplacesTheOutcomeOfASweep() throws Exception {
		connects();
		AttemptId attempt = open("dds-late");
		this.line.stall();
		timed(() -> this.replica.ledger.settle(attempt, ACCEPTED), true);
		this.database.execute("update attempt set outcome = 'unconfirmed'");
		this.line.heal();
		connects();
		this.replica.upkeep.close();
		assertThat(this.database.count("from attempt where outcome = 'accepted'")).isOne();
	}

	@Test
	void healthIsDownWhileTheDatabaseHangs() throws Exception {
		LedgerHealthIndicator health = new LedgerHealthIndicator(this.replica.ledger, this.replica.probe);
		assertThat(health.health().getStatus()).isEqualTo(Status.UP);
		this.line.stall();
		assertThat(timed(health::probe, false)).isLessThan(LIMIT);
		assertThat(health.health().getStatus()).isEqualTo(Status.DOWN);
		this.line.heal();
		connects();
		health.probe();
		assertThat(health.health().getStatus()).isEqualTo(Status.UP);
		assertThat(this.database.count("from probe")).isOne();
	}

	@Test
	void healthIsDownWhenOnlyReadsSucceed() {
		this.database.execute("create function disk_full() returns trigger language plpgsql as "
					+ "'begin raise exception ''disk full''; end'");
		this.database.execute("create trigger disk_full before insert or update on probe execute function disk_full()");
		assertThat(new LedgerHealthIndicator(this.replica.ledger, this.replica.probe).health().getStatus())
			.isEqualTo(Status.DOWN);
	}

	private AttemptId open(String instance) {
		return this.replica.admit(Commands.reset(instance).key("k").build()).attempt();
	}

	/** Each failed try removes one broken connection from the pool. */
	private void connects() {
		for (int i = 0; i < 20; i++) {
			try {
				this.replica.ledger.stale(Stale.NONE, 1);
				return;
			}
			catch (LedgerUnavailableException ex) {
				// Tried again
			}
		}
		assertThatNoException().isThrownBy(() -> this.replica.ledger.stale(Stale.NONE, 1));
	}

	private static Duration timed(Runnable work, boolean fails) {
		long start = System.nanoTime();
		try {
			work.run();
			assertThat(fails).as("the call should fail").isFalse();
		}
		catch (LedgerUnavailableException ex) {
			// Expected
		}
		return Duration.ofNanos(System.nanoTime() - start);
	}

}
