package rootpassword.ledger.database;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationVersion;
import org.flywaydb.core.api.configuration.FluentConfiguration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import rootpassword.kit.database.Database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * Migrations of a database that other replicas and a backup use.
 */
@Execution(ExecutionMode.CONCURRENT)
class RetryingMigrationTests {

	private static final String ROW = "insert into trail (event, caller, source_address) values ('refused', 'a', '::1')";

	private final Database database = Database.postgres();

	@BeforeEach
	void migrateToTheVersionBefore() throws SQLException {
		configured().target(MigrationVersion.fromVersion("5")).load().migrate();
		this.database.execute(ROW);
	}

	@Test
	void letsReplicasWriteWhileABackupLocksTheTable() throws Exception {
		CompletableFuture<Void> migration;
		try (Connection backup = this.database.connect(); Statement statement = backup.createStatement()) {
			backup.setAutoCommit(false);
			statement.execute("lock table attempt, trail in access share mode");
			migration = CompletableFuture.runAsync(
					() -> new RetryingMigration(new StartWait(Duration.ofSeconds(30), Duration.ofMillis(300)))
						.migrate(configured().load()),
					// The common pool has a single thread on a small machine
					Thread::startVirtualThread);
			await().until(() -> waiting() > 0);
			for (int writes = 0; writes < 3; writes++) {
				long start = System.nanoTime();
				this.database.execute(ROW);
				assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
				await().until(() -> waiting() > 0 || migration.isDone());
			}
			assertThat(migration).isNotDone();
			backup.rollback();
		}
		migration.join();
		this.database
			.execute("insert into trail (event, caller, identity, source_address) values ('refused', 'a', 'a', '::1')");
	}

	@Test
	void failsAfterItsLastTry() throws Exception {
		try (Connection backup = this.database.connect(); Statement statement = backup.createStatement()) {
			backup.setAutoCommit(false);
			statement.execute("lock table attempt in access share mode");
			assertThatExceptionOfType(FlywayException.class)
				.isThrownBy(() -> new RetryingMigration(new StartWait(Duration.ZERO, Duration.ZERO))
					.migrate(configured().load()));
			backup.rollback();
		}
		this.database.execute(ROW);
	}

	@Test
	void repeatsAnInterruptedIndex() throws Exception {
		configured().target(MigrationVersion.fromVersion("6")).load().migrate();
		this.database.execute("create index attempt_of_identity on attempt (identity)");
		this.database.execute(
				"insert into flyway_schema_history (installed_rank, version, description, type, script, installed_by, "
						+ "execution_time, success) values (99, '7', 'attempts of an identity', 'SQL', 'V7', 'me', 0, false)");
		new RetryingMigration(new StartWait(Duration.ZERO, Duration.ZERO)).migrate(configured().load());
		assertThat(this.database.number("select count(*) from pg_index i join pg_class c on c.oid = i.indexrelid "
				+ "where c.relname in ('attempt_of_identity', 'attempt_repeats') and i.indisvalid"))
			.isEqualTo(2);
	}

	private FluentConfiguration configured() {
		return this.database.flyway().initSql("set lock_timeout = '500ms'");
	}

	/** Counts the sessions of this database that wait for a lock. */
	private int waiting() {
		return this.database.number("select count(*) from pg_stat_activity where wait_event_type = 'Lock' "
				+ "and datname = current_database()");
	}

}
