package rootpassword.ledger.database;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.configuration.FluentConfiguration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import rootpassword.kit.database.Database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * Migrations of the next version, while replicas and a backup use the database.
 */
@Tag("slow")
@Execution(ExecutionMode.CONCURRENT)
class RetryingMigrationTests {

	private static final String ROW = "insert into trail (event, caller, source_address) values ('refused', 'a', '::1')";

	@TempDir
	private Path next;

	private final Database database = Database.migratedPostgres();

	@BeforeEach
	void writeTheNextMigrations() throws IOException {
		this.database.execute(ROW);
		Files.writeString(this.next.resolve("V2__column.sql"),
				"alter table attempt add column next_column integer; alter table trail add column next_column integer;");
		Files.writeString(this.next.resolve("V3__index.sql"), """
				set lock_timeout = 0;
				drop index concurrently if exists of_the_next_version;
				create index concurrently of_the_next_version on attempt (next_column);
				""");
		Files.writeString(this.next.resolve("V3__index.sql.conf"), "executeInTransaction=false");
	}

	@Test
	void letsReplicasWriteWhileABackupLocksTheTable() throws Exception {
		CompletableFuture<Void> migration;
		try (Connection backup = this.database.connect(); Statement statement = backup.createStatement()) {
			backup.setAutoCommit(false);
			statement.execute("lock table attempt, trail in access share mode");
			migration = CompletableFuture.runAsync(() -> migrate(Duration.ofSeconds(30), Duration.ofMillis(300)),
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
		assertThat(this.database.trail("next_column is null")).hasSize(4);
	}

	@Test
	void failsAfterItsLastTry() throws Exception {
		try (Connection backup = this.database.connect(); Statement statement = backup.createStatement()) {
			backup.setAutoCommit(false);
			statement.execute("lock table attempt in access share mode");
			assertThatExceptionOfType(FlywayException.class).isThrownBy(() -> migrate(Duration.ZERO, Duration.ZERO));
			backup.rollback();
		}
		this.database.execute(ROW);
	}

	@Test
	void repeatsAnInterruptedIndex() {
		migrate(Duration.ZERO, Duration.ZERO);
		this.database.execute("drop index of_the_next_version",
				"create index of_the_next_version on attempt (identity)",
				"update flyway_schema_history set success = false where version = '3'");
		migrate(Duration.ZERO, Duration.ZERO);
		assertThat(this.database.column(String.class,
				"select pg_get_indexdef(indexrelid) from pg_index where indisvalid and indexrelid = 'of_the_next_version'::regclass"))
			.singleElement()
			.asString()
			.endsWith("(next_column)");
	}

	private void migrate(Duration limit, Duration pause) {
		FluentConfiguration flyway = this.database.flyway()
			.locations("classpath:db/migration/postgresql", "filesystem:" + this.next);
		RetryingMigration.limit(flyway, this.database.url());
		new RetryingMigration(new StartWait(limit, pause)).migrate(flyway.load());
	}

	/** Counts the sessions of this database that wait for a lock. */
	private int waiting() {
		return this.database.number("select count(*) from pg_stat_activity where wait_event_type = 'Lock' "
				+ "and datname = current_database()");
	}

}
