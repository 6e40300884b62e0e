package rootpassword.ledger;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.dao.DataAccessException;
import rootpassword.kit.database.Database;
import rootpassword.reset.Admission.Admitted;
import rootpassword.reset.AttemptId;
import rootpassword.reset.LedgerUnavailableException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * The behaviour of the ledger that only PostgreSQL can show.
 */
@Execution(ExecutionMode.CONCURRENT)
class PostgresResetLedgerTests extends JdbcLedgerFixture {

	@Override
	Database migratedDatabase() {
		return Database.migratedPostgres();
	}

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

	@Test
	void throwsWhenNoServerListens() throws IOException {
		AttemptId attempt = admitted().attempt();
		int port;
		try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			port = socket.getLocalPort();
		}
		this.replica.close();
		this.replica = new Replica(new Database("jdbc:postgresql://127.0.0.1:" + port + "/ledger", "nobody", ""),
				LEASE);
		this.replica.pool.setConnectionTimeout(250);
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
