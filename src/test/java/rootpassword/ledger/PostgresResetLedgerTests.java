package rootpassword.ledger;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.dao.DataAccessException;
import rootpassword.kit.Commands;
import rootpassword.kit.database.Database;
import rootpassword.reset.Admission.Admitted;
import rootpassword.reset.AttemptId;
import rootpassword.reset.LedgerUnavailableException;
import rootpassword.reset.ResetCommand;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * The ledger's behaviour that only PostgreSQL can show.
 */
class PostgresResetLedgerTests {

	private static final Duration LEASE = Duration.ofSeconds(30);

	private final Database database = Database.migratedPostgres();

	private Replica replica = new Replica(this.database, LEASE);

	private final AttemptId attempt = this.replica.admit(reset()).attempt();

	@AfterEach
	void stop() {
		this.replica.close();
	}

	@ParameterizedTest
	@ValueSource(strings = { "update trail set outcome = 'accepted'", "delete from trail", "truncate trail",
			"truncate trail, attempt, claim" })
	void theDatabaseRefusesChangesOfTheTrail(String change) {
		assertThatExceptionOfType(DataAccessException.class).isThrownBy(() -> this.database.execute(change))
			.havingRootCause()
			.withMessageContaining("append-only");
		assertThat(TrailRow.all(this.database)).hasSize(1);
	}

	@ParameterizedTest
	@ValueSource(strings = { "trail", "attempt", "claim" })
	void rollsBackWhenTheCommitFails(String table) {
		this.database.execute("create function fail() returns trigger language plpgsql as "
					+ "'begin raise exception ''no commit''; end'");
		this.database.execute("create constraint trigger late after insert or update on " + table
					+ " deferrable initially deferred for each row execute function fail()");
		endLeaseAsSuperuser();
		assertThatExceptionOfType(LedgerUnavailableException.class).isThrownBy(() -> this.replica.ledger.open(reset()));
		assertThat(TrailRow.all(this.database)).hasSize(1);
		this.database.execute("drop trigger late on " + table);
		assertThat(this.replica.ledger.open(reset())).isInstanceOf(Admitted.class);
	}

	@Test
	void throwsWhenNoServerListens() throws IOException {
		int port;
		try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			port = socket.getLocalPort();
		}
		this.replica.close();
		this.replica = new Replica(new Database("jdbc:postgresql://127.0.0.1:" + port + "/ledger", "nobody", ""),
				LEASE);
		this.replica.pool.setConnectionTimeout(250);
		JdbcResetLedgerTests.refusesEverything(this.replica.ledger, this.attempt);
	}

	/** Without the trigger of the test. */
	private void endLeaseAsSuperuser() {
		this.database.execute("with a as (select set_config('session_replication_role', 'replica', true)), "
				+ "b as (update attempt set lease_until = now() from a where id = ?) "
				+ "update claim set lease_until = now() from a where attempt_id = ?", this.attempt.value(),
				this.attempt.value());
	}

	private static ResetCommand reset() {
		return Commands.reset("dds-bp1").build();
	}

}
