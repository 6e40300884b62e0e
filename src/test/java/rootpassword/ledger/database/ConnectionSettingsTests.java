package rootpassword.ledger.database;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;

import com.zaxxer.hikari.HikariDataSource;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.jdbc.CannotGetJdbcConnectionException;
import org.springframework.jdbc.core.simple.JdbcClient;
import rootpassword.kit.TcpProxy;
import rootpassword.kit.database.Database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

@Execution(ExecutionMode.CONCURRENT)
@Tag("slow")
class ConnectionSettingsTests {

	@ParameterizedTest
	@CsvSource({ "'', '', 2", "?socketTimeout=0, ?socketTimeout=2, 2", "?a=b&socketTimeout=30, ?a=b&socketTimeout=2, 2",
			"?socketTimeout=1&a=b, ?socketTimeout=1&a=b, 2", "?socketTimeout=&a=b, ?socketTimeout=2&a=b, 2",
			"?connectTimeout=99999999999, ?connectTimeout=1, 2" })
	void noUrlMakesTheDriverWaitForLonger(String given, String used, String property) {
		try (HikariDataSource pool = new HikariDataSource()) {
			pool.setJdbcUrl("jdbc:postgresql://127.0.0.1/ledger" + given);
			new ConnectionSettings().postProcessAfterInitialization(pool, "dataSource");
			assertThat(pool.getJdbcUrl()).isEqualTo("jdbc:postgresql://127.0.0.1/ledger" + used);
			assertThat(pool.getDataSourceProperties()).containsEntry("socketTimeout", property)
				.containsEntry("connectTimeout", "1");
		}
	}

	@Test
	void statementsWithoutATransactionCommitThemselves() {
		Database database = Database.postgres();
		try (HikariDataSource pool = pool(database.url(), database)) {
			JdbcClient.create(pool).sql("create table kept (id integer)").update();
			JdbcClient.create(pool).sql("insert into kept values (1)").update();
			assertThat(database.number("select count(*) from kept")).isOne();
		}
	}

	@Test
	void strictSettingsOfThePoolStay() {
		try (HikariDataSource pool = new HikariDataSource()) {
			pool.setJdbcUrl("jdbc:postgresql://127.0.0.1/ledger");
			pool.addDataSourceProperty("socketTimeout", "1");
			pool.setConnectionTimeout(700);
			pool.setReadOnly(true);
			new ConnectionSettings().postProcessAfterInitialization(pool, "dataSource");
			assertThat(pool.getDataSourceProperties()).containsEntry("socketTimeout", "1");
			assertThat(pool.getConnectionTimeout()).isEqualTo(700);
			assertThat(pool.isReadOnly()).isFalse();
			assertThat(pool.getInitializationFailTimeout()).isEqualTo(30_000);
		}
	}

	@Test
	void boundsEachWaitForAConnection() {
		try (HikariDataSource pool = new HikariDataSource()) {
			pool.setJdbcUrl("jdbc:postgresql://127.0.0.1/ledger");
			new ConnectionSettings().postProcessAfterInitialization(pool, "dataSource");
			assertThat(pool.getConnectionTimeout()).isEqualTo(1500);
			assertThat(pool.getValidationTimeout()).isEqualTo(500);
			assertThat(pool.getTransactionIsolation()).isEqualTo("TRANSACTION_READ_COMMITTED");
			assertThat(pool.getDataSourceProperties()).containsEntry("logServerErrorDetail", "false");
			assertThat(pool.getConnectionTestQuery()).contains("transaction_read_only");
		}
	}

	@ParameterizedTest
	@CsvSource({ "file:./a, file:./a;TRACE_LEVEL_FILE=0;DB_CLOSE_ON_EXIT=FALSE",
			"file:./a;Trace_Level_File=1, file:./a;Trace_Level_File=1;DB_CLOSE_ON_EXIT=FALSE",
			"file:./a;WRITE_DELAY=5, file:./a;TRACE_LEVEL_FILE=0;DB_CLOSE_ON_EXIT=FALSE" })
	void keepsOrReplacesSettingsOfH2(String given, String used, @TempDir Path directory) {
		try (HikariDataSource pool = new HikariDataSource()) {
			pool.setJdbcUrl("jdbc:h2:" + given.replace("./", directory + "/"));
			pool.addDataSourceProperty("write_delay", "5");
			new ConnectionSettings().postProcessAfterInitialization(pool, "dataSource");
			assertThat(pool.getJdbcUrl()).isEqualTo("jdbc:h2:" + used.replace("./", directory + "/"));
			assertThat(pool.getDataSourceProperties()).isEmpty();
		}
	}

	@Test
	void otherDatabasesStayAsTheyAre() {
		try (HikariDataSource pool = new HikariDataSource()) {
			pool.setJdbcUrl("jdbc:other:a");
			new ConnectionSettings().postProcessAfterInitialization(pool, "dataSource");
			assertThat(pool.getJdbcUrl()).isEqualTo("jdbc:other:a");
			assertThat(pool.getConnectionInitSql()).isNull();
		}
	}

	@ParameterizedTest
	@CsvSource({ "0, 1s, 2s, 5s, 10s", "900, 900ms, 900ms, 900ms, 900ms", "60000, 1s, 2s, 5s, 10s",
			"1900, 1s, 1900ms, 1900ms, 1900ms" })
	void everySessionOfPostgresIsBounded(String configured, String lock, String statement, String idle,
			String transaction) {
		Database database = Database.postgres();
		String options = "?options=-c%20lock_timeout=" + configured + "%20-c%20statement_timeout=" + configured
				+ "%20-c%20idle_in_transaction_session_timeout=" + configured + "%20-c%20transaction_timeout="
				+ configured;
		try (HikariDataSource pool = pool(database.url() + options, database)) {
			JdbcClient jdbc = JdbcClient.create(pool);
			assertThat(List.of("lock_timeout", "statement_timeout", "idle_in_transaction_session_timeout",
					"transaction_timeout", "transaction_isolation"))
				.extracting((name) -> jdbc.sql("show " + name).query(String.class).single())
				.containsExactly(lock, statement, idle, transaction, "read committed");
		}
	}

	@Test
	void aReadOnlyServerIsNotInThePool() {
		Database database = Database.postgres();
		database.execute("alter database " + database.column(String.class, "select current_database()").getFirst()
				+ " set default_transaction_read_only = on");
		try (HikariDataSource pool = pool(database.url(), database)) {
			pool.setInitializationFailTimeout(-1);
			JdbcClient jdbc = JdbcClient.create(pool);
			assertThatExceptionOfType(CannotGetJdbcConnectionException.class)
				.isThrownBy(() -> jdbc.sql("select 1").query(Integer.class).single())
				.matches(DatabaseDeadline::isOfConnection)
				.satisfies((ex) -> assertThat(DatabaseDeadline.describe(ex)).isEqualTo("SQL state 25006"));
		}
	}

	@Test
	void aClientThatIsFrozenInATransactionKeepsNoLock() throws Exception {
		Database database = Database.postgres();
		database.execute("create table item (id integer primary key)");
		try (HikariDataSource pool = pool(
				database.url() + "?options=-c%20idle_in_transaction_session_timeout=1000%20-c%20transaction_timeout=0",
				database); Connection connection = pool.getConnection()) {
			connection.setAutoCommit(false);
			// PostgreSQL before 17 has no other timeout
			connection.createStatement()
				.execute(
						"select set_config(name, '0', false) from pg_settings " + "where name = 'transaction_timeout'");
			connection.createStatement().execute("insert into item values (1)");
			new Database(database.url() + "?options=-c%20lock_timeout=20s", database.username(), database.password())
				.execute("insert into item values (1)");
			assertThatExceptionOfType(SQLException.class).isThrownBy(connection::commit)
				.matches(DatabaseDeadline::isOfConnection);
		}
	}

	@Test
	void aClientThatIsFrozenWithinABatchKeepsNoLock() throws Exception {
		Database database = Database.postgres();
		database.execute("create table item (id integer primary key, text text)");
		try (TcpProxy line = TcpProxy.to(database.port());
				HikariDataSource pool = pool(database.through(line).url() + "?options=-c%20transaction_timeout=3000",
						database);
				Connection connection = pool.getConnection();
				PreparedStatement insert = connection.prepareStatement("insert into item values (?, ?)")) {
			// The second is too long for a single packet with the others
			for (String text : List.of("first", "x".repeat(100_000), "the third")) {
				insert.setInt(1, text.length());
				insert.setString(2, text);
				insert.addBatch();
			}
			line.stallAt("the third", false);
			assertThatExceptionOfType(SQLException.class).isThrownBy(insert::executeBatch);
			// Waits for the lock of the first; the server has not seen the client's end
			new Database(database.url() + "?options=-c%20lock_timeout=20s", database.username(), database.password())
				.execute("insert into item values (5, '')");
			assertThat(database.number("select count(*) from item")).isOne();
		}
	}

	@Test
	void everySessionOfH2WaitsForALockForASecond(@TempDir Path directory) {
		Database database = Database.h2In(directory);
		try (HikariDataSource pool = pool(database.url() + ";LOCK_TIMEOUT=60000", database)) {
			assertThat(JdbcClient.create(pool).sql("select lock_timeout()").query(Integer.class).single())
				.isEqualTo(1000);
		}
	}

	private static HikariDataSource pool(String url, Database database) {
		HikariDataSource pool = new HikariDataSource();
		pool.setJdbcUrl(url);
		pool.setUsername(database.username());
		pool.setPassword(database.password());
		pool.setMaximumPoolSize(2);
		pool.setAutoCommit(false);
		new ConnectionSettings().postProcessAfterInitialization(pool, "dataSource");
		return pool;
	}

}
