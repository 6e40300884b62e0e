package rootpassword.ledger.database;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Arrays;

import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.flyway.autoconfigure.FlywayMigrationStrategy;
import org.springframework.core.NestedExceptionUtils;

/**
 * Migrates a PostgreSQL database while replicas use it. A migration that waits for the
 * lock of a table blocks all later requests for the table. So it gives up after a short
 * time, pauses, and tries again.
 */
final class RetryingMigration implements FlywayMigrationStrategy {

	/**
	 * The lock timeout of Flyway's connection. Requests of running replicas wait behind
	 * it, and give up after a second.
	 */
	static final String LOCK_TIMEOUT = "set lock_timeout = '400ms'";

	private static final Logger logger = LoggerFactory.getLogger(RetryingMigration.class);

	private static final String LOCK_NOT_AVAILABLE = "55P03";

	private final int tries;

	private final Duration pause;

	RetryingMigration(int tries, Duration pause) {
		this.tries = tries;
		this.pause = pause;
	}

	@Override
	public void migrate(Flyway flyway) {
		for (int left = this.tries - 1; true; left--) {
			try {
				forgetFailure(flyway);
				flyway.migrate();
				return;
			}
			catch (FlywayException ex) {
				if (!isLocked(ex) || left == 0) {
					throw ex;
				}
				logger.warn("The migration waits: a table of the ledger is locked by another session ({} tries left)",
						left);
			}
			sleep();
		}
	}

	/**
	 * Removes the record of a failed migration, so that it runs again. PostgreSQL has
	 * rolled it back; scripts that run outside of a transaction are repeatable.
	 */
	private static void forgetFailure(Flyway flyway) {
		if (Arrays.stream(flyway.info().all()).noneMatch((migration) -> migration.getState().isFailed())) {
			return;
		}
		try (Connection connection = flyway.getConfiguration().getDataSource().getConnection();
				Statement statement = connection.createStatement()) {
			if (connection.getMetaData().getDatabaseProductName().equals("PostgreSQL")) {
				statement.executeUpdate("delete from " + flyway.getConfiguration().getTable() + " where not success");
			}
		}
		catch (SQLException ex) {
			throw new FlywayException(ex);
		}
	}

	private static boolean isLocked(FlywayException failure) {
		return NestedExceptionUtils.getMostSpecificCause(failure) instanceof SQLException cause
				&& LOCK_NOT_AVAILABLE.equals(cause.getSQLState());
	}

	private void sleep() {
		try {
			Thread.sleep(this.pause);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new FlywayException("Interrupted", ex);
		}
	}

}
