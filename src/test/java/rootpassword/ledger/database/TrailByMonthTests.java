package rootpassword.ledger.database;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.flywaydb.core.api.MigrationInfo;
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
 * Migration V10 of a trail that replicas of the version before write with a role that may
 * only insert and select.
 */
@Execution(ExecutionMode.CONCURRENT)
class TrailByMonthTests {

	private static final String OF_THE_VERSION_BEFORE = "insert into trail (event, caller, source_address, reason) "
			+ "values ('refused', ?, '::1', ?) returning seq";

	private static final String FORGED = "insert into %s (event, caller, source_address, seq) values ('opened', 'x', '::1', 1)";

	private static final int WRITERS = 4;

	private final Database database = Database.postgres();

	private final Database writer = role("writer");

	private final Database reader = role("reader");

	@BeforeEach
	void migrateToTheVersionBefore() {
		MigrationVersion before = Stream.of(configured().load().info().all())
			.map(MigrationInfo::getVersion)
			.filter((version) -> !version.isAtLeast("10"))
			.max(Comparator.naturalOrder())
			.orElseThrow();
		configured().target(before).load().migrate();
		this.database.execute("create index of_an_operator on trail (trace_id) where trace_id is not null",
				"create index \"Another\" on trail (instance, at)",
				"grant insert (event, caller, source_address, reason), select on trail to " + this.writer.username(),
				"grant select on trail to " + this.reader.username() + " with grant option",
				// As docs/OPERATIONS.md says, which every new table would obey
				"alter default privileges in schema public grant select, insert, update, delete on tables to "
						+ this.writer.username());
		this.database
			.execute("insert into trail (event, caller, source_address, at) select 'opened', 'old', '::1', now() "
					+ "- x * interval '1 hour' from generate_series(1, 5000) x");
	}

	@Test
	void losesNoRowAndNoNumberOfRunningReplicas() {
		List<Integer> written = new ArrayList<>();
		try (Writers writers = new Writers()) {
			await().until(() -> writers.rows.get() > 200);
			migrate();
			int before = writers.rows.get();
			await().until(() -> writers.rows.get() > before + 200);
			written.addAll(writers.stop());
		}
		assertThat(this.database.number("select count(*) from trail")).isEqualTo(5000 + written.size());
		assertThat(this.database.number("select count(distinct seq) from trail")).isEqualTo(5000 + written.size());
		assertThat(this.database.column(Integer.class, "select seq from trail where caller <> 'old'"))
			.containsExactlyInAnyOrderElementsOf(written);
		// Every writer's rows have ever higher numbers, across the migration
		assertThat(this.database.number("select count(*) from (select cast(reason as integer) as number, "
				+ "lag(cast(reason as integer)) over (partition by caller order by seq) as earlier "
				+ "from trail where caller <> 'old') r where number <> earlier + 1"))
			.isZero();
	}

	@Test
	void waitsForABackupWithoutHoldingUpReplicas() throws SQLException {
		CompletableFuture<Void> migration;
		try (Writers writers = new Writers()) {
			try (Connection backup = this.database.connect()) {
				backup.setAutoCommit(false);
				backup.createStatement().execute("lock table trail in access share mode");
				migration = CompletableFuture.runAsync(this::migrate, Thread::startVirtualThread);
				await().until(() -> this.database
					.number("select count(*) from flyway_schema_history where version = '10' and not success") > 0);
				int before = writers.rows.get();
				await().until(() -> writers.rows.get() > before + 100);
				assertThat(migration).isNotDone();
				backup.rollback();
			}
			migration.join();
			assertThat(this.database.number("select count(*) from trail")).isGreaterThan(5100);
		}
	}

	@Test
	void repeatsAfterAnInterruptionAtAnyStep() {
		// As if the constraint were of an earlier month
		this.database.execute("alter table trail add constraint before_2000_01 check (at < '3000-01-01') not valid");
		migrateTo("11");
		this.database.execute("delete from flyway_schema_history where version in ('10', '11')");
		migrateTo("11");
		assertThat(this.database.number("select count(*) from trail")).isEqualTo(5000);
		assertThat(this.database.number(
				"select count(*) from pg_constraint where contype = 'c' and conrelid = any (select inhrelid from pg_inherits)"))
			.isZero();
	}

	@Test
	void keepsPrivilegesAndGivesNoneOnPartitions() throws SQLException {
		migrate();
		try (Connection connection = this.writer.connect()) {
			write(connection, "new", 1);
			connection.createStatement().execute("select ensure_trail_partitions()");
		}
		assertThat(this.reader.number("select count(*) from trail")).isEqualTo(5001);
		this.reader.execute("grant select on trail to public");
		List<String> tables = this.database.column(String.class,
				"select 'trail' union all select cast(inhrelid as regclass) || '' from pg_inherits where inhparent = 'trail'::regclass");
		assertThat(tables).hasSizeGreaterThan(3).allSatisfy((table) -> {
			assertRefused(this.writer, FORGED.formatted(table));
			assertRefused(this.writer, "update " + table + " set caller = 'x'");
			assertRefused(this.writer, "delete from " + table);
		});
		assertRefused(this.reader, "insert into trail (event, caller, source_address) values ('opened', 'x', '::1')");
		assertRefused(this.reader, "select ensure_trail_partitions()");
		assertRefused(this.reader, "select nextval('trail_seq')");
		assertRefused(this.writer, "select setval('trail_seq', 1)");
	}

	@Test
	void keepsIndexesOnEveryPartition() {
		migrate();
		assertThat(this.database.column(String.class, """
				select distinct regexp_replace(pg_get_indexdef(indexrelid), '^.*USING ', '') from pg_index
				where indrelid = 'trail'::regclass""")).contains("btree (trace_id) WHERE (trace_id IS NOT NULL)",
				"btree (instance, at)");
		assertThat(this.database.number("select count(*) from pg_index where not indisvalid")).isZero();
		assertThat(this.database
			.number("""
					select count(*) from pg_inherits i where inhparent = 'trail'::regclass and (select count(*) from pg_index
						where indrelid = i.inhrelid) <> 1 + (select count(*) from pg_index where indrelid = 'trail'::regclass)"""))
			.isZero();
	}

	private void migrate() {
		migrateTo("latest");
	}

	private void migrateTo(String version) {
		new RetryingMigration(new StartWait(Duration.ofSeconds(30), Duration.ofMillis(100)))
			.migrate(configured().target(version).load());
	}

	private FluentConfiguration configured() {
		return this.database.flyway().initSql(RetryingMigration.TIMEOUTS);
	}

	private Database role(String name) {
		String role = name + this.database.url().replaceFirst(".*/", "_");
		this.database.execute("create role " + role + " login password 'secret'");
		return new Database(this.database.url(), role, "secret");
	}

	private static void assertRefused(Database database, String statement) {
		assertThatExceptionOfType(Exception.class).isThrownBy(() -> database.execute(statement))
			.havingRootCause()
			.withMessageContaining("permission denied");
	}

	private static int write(Connection connection, String caller, int number) throws SQLException {
		try (PreparedStatement statement = connection.prepareStatement(OF_THE_VERSION_BEFORE)) {
			return write(statement, caller, number);
		}
	}

	private static int write(PreparedStatement statement, String caller, int number) throws SQLException {
		statement.setString(1, caller);
		statement.setString(2, String.valueOf(number));
		try (ResultSet row = statement.executeQuery()) {
			row.next();
			return row.getInt(1);
		}
	}

	/**
	 * Sessions that write as fast as they can, each with one statement that the server
	 * has prepared.
	 */
	private final class Writers implements AutoCloseable {

		final AtomicInteger rows = new AtomicInteger();

		private final AtomicBoolean stopped = new AtomicBoolean();

		private final List<CompletableFuture<List<Integer>>> sessions;

		Writers() {
			this.sessions = IntStream.range(0, WRITERS)
				.mapToObj((number) -> CompletableFuture.supplyAsync(() -> write("writer " + number),
						Executors.newVirtualThreadPerTaskExecutor()))
				.toList();
		}

		private List<Integer> write(String caller) {
			List<Integer> written = new ArrayList<>();
			try (Connection connection = TrailByMonthTests.this.writer.connect();
					PreparedStatement statement = connection.prepareStatement(OF_THE_VERSION_BEFORE)) {
				while (!this.stopped.get()) {
					written.add(TrailByMonthTests.write(statement, caller, written.size()));
					this.rows.incrementAndGet();
				}
				return written;
			}
			catch (SQLException ex) {
				throw new IllegalStateException(ex);
			}
		}

		/** The numbers of all rows. */
		List<Integer> stop() {
			this.stopped.set(true);
			return this.sessions.stream().flatMap((session) -> session.join().stream()).toList();
		}

		@Override
		public void close() {
			stop();
		}

	}

}
