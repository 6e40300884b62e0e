package rootpassword.ledger;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.dao.DataAccessException;
import rootpassword.kit.Commands;
import rootpassword.kit.database.Database;
import rootpassword.reset.Admission;
import rootpassword.reset.Admission.Admitted;
import rootpassword.reset.AttemptId;
import rootpassword.reset.LedgerUnavailableException;
import rootpassword.reset.command.InstanceId;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;
import static rootpassword.kit.Outcomes.ACCEPTED;

/**
 * The behaviour of the ledger that only PostgreSQL can show.
 */
@Tag("slow")
@Execution(ExecutionMode.CONCURRENT)
class PostgresResetLedgerTests extends JdbcLedgerFixture {

	@ParameterizedTest
	@ValueSource(strings = { "update trail set outcome = 'accepted'", "delete from trail", "truncate trail",
			"truncate trail, attempt, claim" })
	void theDatabaseRefusesChangesOfTheTrail(String change) {
		admitted();
		assertThatExceptionOfType(DataAccessException.class).isThrownBy(() -> this.database.execute(change))
			.havingRootCause()
			.withMessageContaining("append-only");
		assertThat(trail()).hasSize(1);
	}

	@ParameterizedTest
	@ValueSource(strings = { "trail", "attempt", "claim" })
	void rollsBackWhenTheCommitFails(String table) {
		AttemptId attempt = admitted().attempt();
		this.database.execute("create function fail() returns trigger language plpgsql as "
				+ "'begin raise exception ''no commit''; end'");
		this.database.execute("create constraint trigger late after insert or update on " + table
				+ " deferrable initially deferred for each row execute function fail()");
		endLeaseAsSuperuser(attempt);
		assertThatExceptionOfType(LedgerUnavailableException.class).isThrownBy(() -> ledger().open(reset(INSTANCE)));
		assertThat(trail()).hasSize(1);
		this.database.dropTrigger("late", table);
		assertThat(ledger().open(reset(INSTANCE))).isInstanceOf(Admitted.class);
	}

	/** A new database has no statistics, and its first plans are kept. */
	@Test
	void readsNoWholeTableInANewDatabase() {
		for (int reset = 0; reset < 30; reset++) {
			this.replica.settle(this.replica.admit(Commands.reset("dds-" + reset).key("k" + reset).build()).attempt(),
					ACCEPTED);
		}
		// A session reports what it has read at its end
		this.replica.close();
		await().until(() -> this.database.number(
				"select min(idx_scan) from pg_stat_user_tables where relname in ('attempt', 'claim', 'idempotency')") >= 30);
		assertThat(this.database.column(String.class,
				"select relname from pg_stat_user_tables where relname in ('attempt', 'claim', 'idempotency') and seq_scan > 0"))
			.isEmpty();
	}

	/**
	 * Few attempts are open, so the planner likes to look for them in the whole table.
	 */
	@Test
	void findsOpenAttemptsWithoutReadingAllOthers() {
		AttemptId open = this.replica.admit(Commands.reset("dds-open").build()).attempt();
		endLeaseAsSuperuser(open);
		this.database.execute(
				"""
						insert into attempt (id, instance, caller, identity, source_address, opened_at, lease_until, outcome, settled_at)
						select gen_random_uuid(), 'dds-' || n, 'a', 'a', '::1', now(), now(), 'accepted', now()
						from generate_series(1, 20000) n""",
				"vacuum analyze attempt", "vacuum analyze claim");
		assertThat(this.replica.transactions.run(() -> this.replica.claims.stale(9))).containsExactly(open);
		assertThat(this.replica.transactions.run(() -> this.replica.claims.deleteExpired(9))).isZero();
		this.replica.close();
		await().until(() -> this.database.number(
				"select coalesce(seq_scan, 0) + coalesce(idx_scan, 0) from pg_stat_user_tables where relname = 'claim'") >= 3);
		assertThat(this.database
			.number("select seq_tup_read + idx_tup_fetch from pg_stat_user_tables where relname = 'attempt'"))
			.isLessThan(100);
	}

	/** A settlement touches no index: heap-only tuples (HOT). */
	@Test
	void settlesWithoutATouchOfAnIndex() {
		for (int reset = 0; reset < 500; reset++) {
			AttemptId attempt = this.replica.admit(Commands.reset("dds-" + reset % 50).key("k" + reset).build())
				.attempt();
			this.replica.settle(attempt, ACCEPTED);
		}
		this.replica.close();
		await().until(() -> this.database
			.number("select n_tup_upd from pg_stat_user_tables where relname = 'attempt'") >= 500);
		assertThat(this.database
			.number("select 100 * n_tup_hot_upd / n_tup_upd from pg_stat_user_tables where relname = 'attempt'"))
			.isGreaterThan(98);
	}

	/** Neither for a group nor for a single command. */
	@ParameterizedTest
	@ValueSource(strings = { "preferQueryMode=simple", "preferQueryMode=extendedForPrepared", "autosave=always",
			"reWriteBatchedInserts=true", "prepareThreshold=1", "binaryTransfer=false" })
	void noSettingOfTheDriverChangesWhatIsAtomic(String setting) {
		this.database.execute(
				"create function fail() returns trigger language plpgsql as "
						+ "'begin raise exception ''no row''; end'",
				"create trigger bad before insert on trail for each row when (new.instance = 'dds-bad') execute function fail()");
		Database set = new Database(this.database.url() + "?" + setting, this.database.username(),
				this.database.password());
		Queue<Admission> admissions = new ConcurrentLinkedQueue<>();
		try (Replica other = new Replica(set); ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
			for (int caller = 0; caller < 96; caller++) {
				InstanceId instance = new InstanceId((caller % 8 == 0) ? "dds-bad" : "dds-" + caller % 8);
				callers.submit(() -> admissions.add(other.ledger.open(reset(instance))));
			}
		}
		assertThat(admissions).hasSize(84).filteredOn(Admitted.class::isInstance).hasSize(7);
		assertThat(this.database.number("select count(*) from attempt")).isEqualTo(7);
		assertThat(this.database.number("select count(*) from claim where attempt_id is not null")).isEqualTo(7);
		assertThat(trail()).hasSize(84);
	}

	@Test
	void throwsWhenNoServerListens() throws IOException {
		AttemptId attempt = admitted().attempt();
		int port;
		try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			port = socket.getLocalPort();
		}
		this.replica.close();
		this.replica = new Replica(new Database("jdbc:postgresql://127.0.0.1:" + port + "/ledger", "nobody", ""));
		this.replica.pool.setConnectionTimeout(250);
		// The start would wait for the first connection
		this.replica.pool.setInitializationFailTimeout(-1);
		refusesEverything(attempt);
	}

	// Without the trigger of the test
	private void endLeaseAsSuperuser(AttemptId attempt) {
		this.database.update(
				"with a as (select set_config('session_replication_role', 'replica', true)), "
						+ "b as (update attempt set lease_until = now() from a where id = ?) "
						+ "update claim set lease_until = now() from a where attempt_id = ?",
				attempt.value(), attempt.value());
	}

}
