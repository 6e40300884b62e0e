package rootpassword.ledger;

import java.io.IOException;
import java.sql.Connection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;

import com.zaxxer.hikari.HikariPoolMXBean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.health.contributor.Status;
import rootpassword.kit.Commands;
import rootpassword.kit.TcpProxy;
import rootpassword.kit.database.Database;
import rootpassword.ledger.Replica.Setup;
import rootpassword.ledger.health.LedgerHealthIndicator;
import rootpassword.reset.AttemptId;
import rootpassword.reset.LedgerUnavailableException;
import rootpassword.reset.outcome.ProviderAnswer;
import rootpassword.reset.outcome.Rejection;
import rootpassword.reset.outcome.ResetOutcome;
import rootpassword.reset.outcome.ResetOutcome.Unconfirmed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNoException;
import static org.awaitility.Awaitility.await;
import static rootpassword.kit.Outcomes.ACCEPTED;

/**
 * A PostgreSQL that accepts connections and bytes but does not answer.
 */
@Tag("slow")
@Execution(ExecutionMode.CONCURRENT)
class HangingDatabaseTests {

	/**
	 * For a busy machine; without a deadline a call hangs. HealthTests has the promise.
	 */
	private static final Duration LIMIT = Duration.ofSeconds(15);

	private TcpProxy line;

	private Replica replica;

	private Database database;

	@BeforeEach
	void start() throws IOException {
		this.database = Database.migratedPostgres();
		this.line = TcpProxy.to(this.database.port());
		this.replica = new Replica(this.database.through(this.line), Setup.DEFAULT.timeLimit(Duration.ofSeconds(6)));
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
						this.replica.ledger.recordRefusal(Commands.refusal("portal", Rejection.FORBIDDEN));
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
	@ValueSource(strings = { "for update skip locked", "as latest_id", "update claim", "into attempt",
			"merge into idempotency", "into trail" })
	void answersInTimeWhenATransactionHangs(String statement) throws Exception {
		openUnconfirmed("dds-half");
		this.line.stallAt(statement, true);
		assertThat(timed(() -> open("dds-half"), true)).isLessThan(LIMIT);
		this.line.heal();
		assertThat(this.database.number("select count(*) from attempt")).isOne();
		connects();
	}

	@ParameterizedTest
	@CsvSource({ "false, true", "false, false", "true, true", "true, false" })
	void rejectsAnAttemptWhoseCommitWasNotAnswered(boolean repeat, boolean committed) throws Exception {
		if (repeat) {
			openUnconfirmed("dds-doubt");
		}
		this.line.stallAt("COMMIT", committed);
		assertThat(timed(() -> open("dds-doubt"), true)).isLessThan(LIMIT);
		String open = "select count(*) from attempt where outcome is null";
		if (committed) {
			await().until(() -> this.database.number(open) == 1);
		}
		assertThat(this.database.number(open)).isEqualTo(committed ? 1 : 0);
		this.replica.upkeep.settleLate();
		this.line.heal();
		connects();
		this.replica.upkeep.settleLate();
		assertThat(this.database
			.number("select count(*) from attempt where rejection = 'ledger-unavailable' and instance = 'dds-doubt'"))
			.isEqualTo(committed ? 1 : 0);
		// The unconfirmed attempt before a repeat keeps its claim
		assertThat(this.database
			.number("select count(*) from claim c join attempt a on a.id in (c.attempt_id, c.overtaken_id) "
					+ "where c.instance = 'dds-doubt' and a.outcome = 'unconfirmed'"))
			.isEqualTo(repeat ? 1 : 0);
		this.database.execute("update attempt set opened_at = opened_at - interval '1' second");
		// Other connections of the pool may still be broken
		this.replica.pool.getHikariPoolMXBean().softEvictConnections();
		open("dds-doubt");
	}

	@ParameterizedTest
	@ValueSource(strings = { "update attempt", "into trail" })
	void recordsTheOutcomeOnceTheDatabaseAnswers(String statement) throws Exception {
		connects();
		AttemptId attempt = open("dds-late");
		this.replica.pool.getHikariPoolMXBean().softEvictConnections();
		this.line.stallAt(statement, false);
		assertThat(timed(() -> settle(attempt, "dds-late", ACCEPTED), true)).isLessThan(LIMIT);
		assertThat(this.database.number("select count(*) from attempt where outcome is null")).isOne();
		this.line.heal();
		connects();
		this.replica.upkeep.settleLate();
		assertThat(this.database.number("select count(*) from attempt where outcome = 'accepted' and id = ?",
				attempt.value()))
			.isOne();
		assertThat(this.database.trail("event = 'settled' and outcome = 'accepted'")).hasSize(1);
		this.replica.upkeep.settleLate();
		assertThat(this.database.trail("event = 'settled'")).hasSize(1);
	}

	@Test
	void oneBrokenConnectionClearsThePool() throws Exception {
		List<Connection> connections = new ArrayList<>();
		for (int i = 0; i < 5; i++) {
			connections.add(this.replica.pool.getConnection());
		}
		for (Connection connection : connections) {
			connection.close();
		}
		HikariPoolMXBean pool = this.replica.pool.getHikariPoolMXBean();
		assertThat(pool.getIdleConnections()).isEqualTo(5);
		assertThat(timed(() -> this.replica.transactions.run(() -> {
			// Cuts the connections
			this.line.heal();
			return this.replica.claims.stale(1);
		}), true)).isLessThan(LIMIT);
		await().until(() -> pool.getIdleConnections() == 0);
		open("dds-second");
	}

	@Test
	void aLateSettlementReplacesTheOutcomeOfASweep() throws Exception {
		connects();
		AttemptId attempt = open("dds-late");
		this.line.stall();
		timed(() -> settle(attempt, "dds-late", ACCEPTED), true);
		this.database.execute("update attempt set outcome = 'unconfirmed'");
		this.line.heal();
		connects();
		this.replica.upkeep.close();
		assertThat(this.database.number("select count(*) from attempt where outcome = 'accepted'")).isOne();
	}

	@Test
	void healthIsDownWhileTheDatabaseHangs() throws Exception {
		LedgerHealthIndicator health = new LedgerHealthIndicator(this.replica.transactions, this.replica.jdbc);
		assertThat(health.health().getStatus()).isEqualTo(Status.UP);
		this.line.stall();
		assertThat(timed(health::probe, false)).isLessThan(LIMIT);
		assertThat(health.health().getStatus()).isEqualTo(Status.DOWN);
		this.line.heal();
		connects();
		health.probe();
		assertThat(health.health().getStatus()).isEqualTo(Status.UP);
		assertThat(this.database.number("select count(*) from probe")).isOne();
	}

	@Test
	void probeDeletesTheRowsOfReplicasThatAreGone() {
		this.database.execute("insert into probe values (gen_random_uuid(), current_timestamp - interval '25' hour)",
				"insert into probe values (gen_random_uuid(), current_timestamp - interval '23' hour)");
		new LedgerHealthIndicator(this.replica.transactions, this.replica.jdbc).probe();
		assertThat(this.database.number("select count(*) from probe")).isEqualTo(2);
	}

	@Test
	void healthIsDownWhenOnlyReadsSucceed() {
		this.database.execute("create function disk_full() returns trigger language plpgsql as "
				+ "'begin raise exception ''disk full''; end'");
		this.database.execute("create trigger disk_full before insert or update on probe execute function disk_full()");
		assertThat(new LedgerHealthIndicator(this.replica.transactions, this.replica.jdbc).health().getStatus())
			.isEqualTo(Status.DOWN);
	}

	/** Leaves an attempt that the key may repeat at once. */
	private void openUnconfirmed(String instance) {
		settle(open(instance), instance, new Unconfirmed(ProviderAnswer.NONE));
		this.database.execute("update attempt set opened_at = opened_at - interval '1' second");
		this.replica.pool.getHikariPoolMXBean().softEvictConnections();
	}

	private AttemptId open(String instance) {
		return this.replica.admit(Commands.reset(instance).key("k").build()).attempt();
	}

	private void settle(AttemptId attempt, String instance, ResetOutcome outcome) {
		this.replica.ledger.settle(attempt, Commands.reset(instance).build(), outcome);
	}

	/** The first try after an outage succeeds. */
	private void connects() {
		assertThatNoException().isThrownBy(() -> this.replica.transactions.run(() -> this.replica.claims.stale(1)));
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
