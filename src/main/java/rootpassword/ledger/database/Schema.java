package rootpassword.ledger.database;

import java.util.Arrays;
import java.util.Map;

import javax.sql.DataSource;

import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.MigrationInfoService;
import org.flywaydb.core.api.configuration.FluentConfiguration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.env.Environment;
import rootpassword.settings.Settings;

/** Compares the version of the tables with the one that this program needs. */
record Schema(Flyway flyway) {

	static final String HELP = "run the command migrate (java -jar root-password.jar migrate) with the role that owns the tables";

	private static final Logger logger = LoggerFactory.getLogger(Schema.class);

	/** Reads the history of the tables through this data source, and changes nothing. */
	static Schema of(DataSource database, boolean postgres, Environment environment) {
		FluentConfiguration flyway = Flyway.configure()
			.dataSource(database)
			.locations("classpath:db/migration/" + (postgres ? "postgresql" : "h2"))
			.table(environment.getProperty("spring.flyway.table", "flyway_schema_history"))
			.configuration(Map.of("flyway.postgresql.transactional.lock", "false"));
		String schema = environment.getProperty("spring.flyway.default-schema");
		return new Schema(
				flyway.schemas(environment.getProperty("spring.flyway.schemas", String[].class, new String[0]))
					.defaultSchema(schema)
					.load());
	}

	/**
	 * What is wrong with the tables; {@code null} if this program can use them. A version
	 * newer than its own is accepted.
	 * @throws FlywayException if the history of the tables cannot be read
	 */
	@Nullable String fault() {
		MigrationInfoService info = this.flyway.info();
		if (Arrays.stream(info.all()).anyMatch((migration) -> migration.getState().isFailed())) {
			return "a migration of the tables has failed";
		}
		MigrationInfo[] pending = info.pending();
		if (pending.length == 0) {
			return null;
		}
		MigrationInfo current = info.current();
		return ((current == null) ? "there are no tables yet" : "the tables have version " + current.getVersion())
				+ ", but this program needs version " + pending[pending.length - 1].getVersion();
	}

	/** The version of the tables. */
	String version() {
		MigrationInfo current = this.flyway.info().current();
		return (current != null) ? String.valueOf(current.getVersion()) : "none";
	}

	private static boolean isDenied(FlywayException failure) {
		DatabaseFault fault = DatabaseFault.of(failure);
		return fault != null && fault.text().contains(DatabaseFault.DENIED);
	}

	/**
	 * Stops the start of a service that does not migrate, if the tables do not suit. If
	 * the role may not read their history, it only logs that.
	 */
	void require() {
		String fault;
		try {
			fault = fault();
		}
		catch (FlywayException ex) {
			if (!isDenied(ex)) {
				throw ex;
			}
			logger.warn("The version of the tables is not checked, because the role of the service may not read their "
					+ "history: docs/examples/rights.sql grants that");
			return;
		}
		Settings.require(fault == null, "spring.flyway.enabled", "is false, and " + fault + "; " + HELP);
	}

}
