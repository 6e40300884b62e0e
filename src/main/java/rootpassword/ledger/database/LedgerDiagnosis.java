package rootpassword.ledger.database;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

import org.flywaydb.core.api.FlywayException;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import rootpassword.doctor.Check;
import rootpassword.doctor.Check.Needs;
import rootpassword.doctor.Finding;
import rootpassword.doctor.LedgerReader;
import rootpassword.doctor.Setup;
import rootpassword.reset.command.InstanceId;
import rootpassword.settings.DatabaseUrl;

import static rootpassword.doctor.Finding.fail;
import static rootpassword.doctor.Finding.ok;
import static rootpassword.doctor.Finding.skipped;
import static rootpassword.doctor.Finding.warn;

/** Checks the ledger's database, without writing to it. */
public record LedgerDiagnosis(Setup setup, JdbcConnectionDetails database) {

	private static final String IN_USE = "90020";

	private static final long LITTLE_ROOM = 1L << 30;

	private static final long NO_ROOM = 64L << 20;

	static final String TWO_ROLES = "docs/OPERATIONS.md, \"Two roles\": roles.sql and rights.sql";

	public static List<Check> checks(Setup setup) {
		new DatabaseUrlCheck().postProcessEnvironment(setup.environment(), new SpringApplication());
		JdbcConnectionDetails database = setup.database();
		LedgerDiagnosis diagnosis = new LedgerDiagnosis(setup, database);
		Needs needs = DatabaseUrl.isPostgres(database.getJdbcUrl()) ? Needs.NETWORK : Needs.NOTHING;
		return List.of(new Check("ledger", null, needs, diagnosis::ledger),
				Check.of("schema", null, needs, diagnosis::schema));
	}

	/**
	 * The instance of the newest accepted attempt in the trail; empty if there is none.
	 */
	public static Optional<InstanceId> newestInstance(Setup setup) throws SQLException {
		if (LedgerReader.isNew(setup.database().getJdbcUrl())) {
			return Optional.empty();
		}
		try (LedgerReader reader = LedgerReader.open(setup.database())) {
			return reader.jdbc()
				.sql("select instance from trail where event = 'settled' and outcome = 'accepted' order by seq desc limit 1")
				.query(String.class)
				.optional()
				.map(InstanceId::new);
		}
	}

	private List<Finding> ledger() throws IOException {
		String url = this.database.getJdbcUrl();
		Optional<Path> file = DatabaseUrl.file(url);
		List<Finding> findings = new ArrayList<>();
		if (LedgerReader.isNew(url)) {
			findings.add(ok("ledger", "the first start makes the database"));
		}
		else {
			try {
				if (DatabaseUrl.isPostgres(url)) {
					new DatabaseCheck(this.database).run();
				}
				try (LedgerReader reader = LedgerReader.open(this.database)) {
					findings.add(ok("ledger", product(reader)));
					if (DatabaseUrl.isPostgres(url)) {
						findings.addAll(PostgresDiagnosis.findings(reader.jdbc(), this.setup.clock().instant(),
								this.setup.isOn("root-password.actiontrail.enabled")));
					}
				}
			}
			catch (SQLException ex) {
				findings.clear();
				findings.add(fault("ledger", ex));
			}
			catch (InvalidConfigurationPropertyValueException ex) {
				findings.clear();
				findings.add(fail("ledger", ex.getName() + " " + ex.getReason(), "docs/OPERATIONS.md, \"PostgreSQL\""));
			}
		}
		if (file.isPresent()) {
			// The root exists
			Path directory = Stream.iterate(file.get().toAbsolutePath(), Path::getParent)
				.filter(Files::isDirectory)
				.findFirst()
				.orElseThrow();
			findings.add(room(Files.isWritable(directory) ? Files.getFileStore(directory).getUsableSpace() : -1));
		}
		return findings;
	}

	private static Finding fault(String check, SQLException failure) {
		if (IN_USE.equals(failure.getSQLState())) {
			return skipped(check, "a service that runs has the database open",
					"this is as it should be; to check an H2 ledger, stop its service");
		}
		DatabaseFault fault = DatabaseFault.of(failure);
		return fail(check, DatabaseUrlCheck.URL + " names "
				+ ((fault != null) ? fault.text() : "a database that fails (SQL state " + failure.getSQLState() + ")"),
				"docs/OPERATIONS.md, \"PostgreSQL\"; a database that does not answer may be behind a firewall or NetworkPolicy");
	}

	private static String product(LedgerReader reader) throws SQLException {
		String name = reader.connection().getMetaData().getDatabaseProductName() + " "
				+ reader.connection().getMetaData().getDatabaseProductVersion();
		return name.replaceAll("[^A-Za-z0-9. ].*", "").strip() + " answers";
	}

	/**
	 * Bytes that are free on the disk of an H2 file; -1 if its directory is read-only.
	 */
	static Finding room(long bytes) {
		if (bytes < 0) {
			return fail("room", "the directory of the ledger is not writable",
					"give it to the user that runs the service");
		}
		String text = (bytes >> 20) + " MiB are free on the disk of the ledger";
		String help = "make room, or move the ledger to a larger volume";
		if (bytes < NO_ROOM) {
			return fail("room", text, help);
		}
		return (bytes < LITTLE_ROOM) ? warn("room", text, help) : ok("room", text);
	}

	/** Asks as the role that migrates, because the other may not read the history. */
	private Finding schema() {
		JdbcConnectionDetails owner = this.setup.owner();
		if (LedgerReader.isNew(owner.getJdbcUrl())) {
			return ok("schema", "the first start makes the tables");
		}
		boolean migrates = this.setup.environment().getProperty("spring.flyway.enabled", Boolean.class, true);
		try (LedgerReader reader = LedgerReader.open(owner)) {
			String fault = Schema
				.of(reader.source(), DatabaseUrl.isPostgres(owner.getJdbcUrl()), this.setup.environment())
				.fault();
			if (fault == null) {
				return ok("schema", "the tables suit this program");
			}
			return migrates ? warn("schema", fault, "the next start migrates them; or " + Schema.HELP)
					: fail("schema", fault, Schema.HELP);
		}
		catch (FlywayException ex) {
			return skipped("schema", "the role may not read flyway_schema_history", TWO_ROLES);
		}
		catch (SQLException ex) {
			Finding fault = fault("schema", ex);
			if (IN_USE.equals(ex.getSQLState())) {
				return fault;
			}
			return (this.setup.environment().getProperty("spring.flyway.user") == null)
					? skipped("schema", "the ledger cannot be read", "see the row ledger")
					: fail("schema", fault.text().replace(DatabaseUrlCheck.URL, "spring.flyway.user"),
							"see the row ledger, or correct spring.flyway.user and .password (SPRING_FLYWAY_PASSWORD)");
		}
	}

}
