package rootpassword.ledger.database;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;

import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationInfoService;
import org.flywaydb.core.api.configuration.FluentConfiguration;
import org.springframework.boot.flyway.autoconfigure.FlywayMigrationStrategy;
import rootpassword.settings.DatabaseUrl;

/**
 * Migrates a PostgreSQL database while replicas use it. A migration that waits for the
 * lock of a table blocks all later requests for the table. So it gives up after a short
 * time, pauses, and tries again.
 */
record RetryingMigration(StartWait startWait) implements FlywayMigrationStrategy {

	/**
	 * The timeouts of Flyway's connection. The lock timeout is short, because requests of
	 * running replicas wait behind it, and give up after a second. The role's own
	 * timeouts, which are for short statements, do not end a migration.
	 */
	private static final String TIMEOUTS = """
			set lock_timeout = '400ms'; set statement_timeout = 0;
			select set_config(name, '0', false) from pg_settings
				where name in ('transaction_timeout', 'idle_in_transaction_session_timeout')""";

	private static final String MAY_CREATE = "select coalesce(has_schema_privilege(current_schema(), 'create'), false)";

	/** Sets the timeouts, unless the operator has chosen how connections begin. */
	static void limit(FluentConfiguration flyway, String url) {
		if (DatabaseUrl.isPostgres(url) && flyway.getInitSql() == null) {
			flyway.initSql(TIMEOUTS);
		}
	}

	@Override
	public void migrate(Flyway flyway) {
		this.startWait.run(() -> {
			prepare(flyway);
			flyway.migrate();
		});
	}

	/**
	 * Removes the record of a failed migration, so that it runs again. PostgreSQL has
	 * rolled it back; scripts that run outside of a transaction are repeatable. Flyway
	 * would repeat a first table that is refused for ten seconds.
	 */
	private static void prepare(Flyway flyway) {
		MigrationInfoService migrations = flyway.info();
		boolean failed = Arrays.stream(migrations.all()).anyMatch((migration) -> migration.getState().isFailed());
		boolean first = migrations.current() == null;
		if (!failed && !first) {
			return;
		}
		try (Connection connection = flyway.getConfiguration().getDataSource().getConnection();
				Statement statement = connection.createStatement()) {
			if (!connection.getMetaData().getDatabaseProductName().equals("PostgreSQL")) {
				return;
			}
			if (failed) {
				statement.executeUpdate("delete from " + flyway.getConfiguration().getTable() + " where not success");
			}
			try (ResultSet row = statement.executeQuery(MAY_CREATE)) {
				row.next();
				if (!row.getBoolean(1) && flyway.getConfiguration().getDefaultSchema() == null) {
					throw new SQLException("The role may not create tables", DatabaseFault.DENIED);
				}
			}
		}
		catch (SQLException ex) {
			throw new FlywayException(ex);
		}
	}

}
