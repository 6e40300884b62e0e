package rootpassword.ledger.database;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

import org.h2.message.DbException;
import org.h2.mvstore.DataUtils;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import rootpassword.kit.TcpProxy;
import rootpassword.kit.database.Database;
import rootpassword.kit.database.TransactionPooler;
import rootpassword.kit.provider.ThrowawayCertificate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.params.provider.Arguments.arguments;

/**
 * The first connection to a database that cannot be used.
 */
@Execution(ExecutionMode.CONCURRENT)
@Isolated("TLS is on for the whole server for a moment")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DatabaseFaultTests {

	@TempDir
	private static Path directory;

	private final Database postgres = Database.postgres();

	private final String role = this.postgres.url().replaceFirst(".*/", "fault_");

	@ParameterizedTest
	@MethodSource
	void postgresIsRefusedWithAReason(String reason, Database database) {
		assertThat(described(() -> check(database).run())).startsWith("spring.datasource.url names " + reason);
	}

	Stream<Arguments> postgresIsRefusedWithAReason() {
		return Stream.of(
				arguments("a host that cannot be resolved",
						new Database("jdbc:postgresql://no-host.invalid/a", "a", "")),
				arguments("a database that does not answer", with("targetServerType=secondary")),
				arguments("a value of sslmode, targetServerType or another parameter", with("sslmode=a")),
				arguments("a server that refuses this kind of connection", with("sslmode=require")),
				arguments("a database that refuses the parameter socketTimeout", with("socketTimeout=a")),
				arguments("a database that refuses the parameter work_mem", with("options=-c%20work_mem=a")),
				arguments("a server that does not know the time zone of this program; set the environment variable TZ",
						with("options=-c%20TimeZone=A/B")),
				arguments("a database that its server does not have", this.postgres.named("none")),
				arguments("a database that refuses spring.datasource.username", as("none", this.postgres)),
				arguments("a database that has no free connection", role("few", "connection limit 0")),
				arguments("a database that is read-only", with("options=-c%20default_transaction_read_only=on")),
				arguments("a database that ends statements too soon; raise statement_timeout of the role",
						with("options=-c%20statement_timeout=1")),
				arguments("a database with the encoding SQL_ASCII", encoded("SQL_ASCII")),
				arguments("a database with the encoding LATIN1", encoded("LATIN1")));
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			a file that is damaged or not of this version of H2 | file:DIR/damaged
			a file that cannot be written; check the directory  | file:/proc/none/ledger;TRACE_LEVEL_FILE=0
			a file that is read-only                            | file:DIR/used;ACCESS_MODE_DATA=r
			a database that refuses spring.datasource.username  | file:DIR/used;USER=a
			a file that another process has open                | file:DIR/locked
			a file in a way that H2 refuses; write jdbc:h2:file | file:DIR/a;NONE=1
			a file in a way that H2 refuses; write jdbc:h2:file | ledger
			""")
	void h2IsRefusedWithAReason(String reason, String url) throws Exception {
		Files.writeString(directory.resolve("damaged.mv.db"), "a".repeat(20_000));
		new Database("jdbc:h2:file:" + directory.resolve("used"), "", "")
			.execute("create table if not exists a (b int)");
		try (FileChannel file = FileChannel.open(directory.resolve("locked.mv.db"), StandardOpenOption.CREATE,
				StandardOpenOption.WRITE); var lock = file.lock()) {
			assertThat(lock.isValid()).isTrue();
			assertThat(
					described(() -> DriverManager.getConnection("jdbc:h2:" + url.replace("DIR", directory.toString()))
						.createStatement()
						.execute("create table c (d int)")))
				.startsWith("spring.datasource.url names " + reason);
		}
	}

	@Test
	void saysThatTheVolumeOfH2IsFull() {
		// As seen on a tmpfs of 300 KB
		assertThat(described(() -> {
			throw DbException.toSQLException(DataUtils.newMVStoreException(DataUtils.ERROR_WRITING_FAILED, "a",
					new IOException("No space left on device")));
		})).contains("names a file that cannot be written; check the directory, its rights and its free space");
	}

	@Test
	void saysThatThisIsAPoolerInTransactionMode() throws IOException {
		try (TransactionPooler pooler = TransactionPooler.to(this.postgres)) {
			Database pooled = new Database(this.postgres.url().replaceFirst(":[0-9]+/", ":" + pooler.port() + "/"),
					this.postgres.username(), this.postgres.password());
			assertThat(catchThrowable(() -> check(pooled).run()))
				.hasMessageContaining("names a pooler that shares sessions between clients; use session mode");
		}
	}

	@Test
	void waitsForADatabaseThatIsAway() throws Exception {
		try (TcpProxy line = TcpProxy.to(this.postgres.port())) {
			line.refuse();
			StartWait wait = new StartWait(Duration.ofMinutes(1), Duration.ofMillis(10));
			int[] tries = { 0 };
			wait.run(() -> {
				if (tries[0]++ == 3) {
					line.heal();
				}
				check(this.postgres.through(line)).run();
			});
			assertThat(tries[0]).isGreaterThan(3);
		}
	}

	@Test
	void tellsTheFaultsOfCertificatesApart() throws IOException {
		Database certified = role("certified", "");
		ThrowawayCertificate server = ThrowawayCertificate.of("dns:db.example");
		Path ca = directory.resolve("ca.crt");
		Path other = directory.resolve("other.crt");
		server.write(ca, directory.resolve("server.key"));
		ThrowawayCertificate.of("dns:other.example").write(other, null);
		pipe(Files.readString(ca), "cat > start.crt");
		pipe(Files.readString(directory.resolve("server.key")), "umask 077; cat > start.key");
		pipe("", "sed -i \"1i hostssl all " + certified.username() + " all trust clientcert=verify-ca\" pg_hba.conf");
		this.postgres.execute("alter system set ssl_cert_file = 'start.crt'",
				"alter system set ssl_key_file = 'start.key'", "alter system set ssl_ca_file = 'start.crt'",
				"alter system set ssl = on");
		try {
			reload("on");
			assertThat(Stream
				.of(with("sslmode=verify-full&sslrootcert=" + other), with("sslmode=verify-full&sslrootcert=" + ca),
						with("sslmode=verify-full&sslrootcert=" + directory.resolve("none.crt")),
						with("sslmode=verify-full&sslrootcert=" + directory.resolve("server.key")),
						as(certified.username(), with("sslmode=verify-ca&sslrootcert=" + ca)))
				.map((database) -> described(() -> check(database).run()))
				.map((line) -> line.replaceAll("spring.datasource.url names a |[;(].*", "").strip())).containsExactly(
						"server whose certificate is of an unknown CA", "server whose certificate is for another host",
						"file in sslrootcert, sslcert or sslkey that cannot be read",
						"file in sslrootcert, sslcert or sslkey that is damaged",
						"server that requires a client certificate");
		}
		finally {
			this.postgres.execute("alter system reset all");
			pipe("", "sed -i 1d pg_hba.conf");
			reload("off");
		}
	}

	private static DatabaseCheck check(Database database) {
		return new DatabaseCheck(new JdbcConnectionDetails() {

			@Override
			public String getUsername() {
				return database.username();
			}

			@Override
			public String getPassword() {
				return database.password();
			}

			@Override
			public String getJdbcUrl() {
				return database.url();
			}

		});
	}

	private static String described(StartWait.Work<SQLException> start) {
		Throwable failure = catchThrowable(start::run);
		assertThat(failure).isNotNull();
		var analysis = new DatabaseFailureAnalyzer().analyze(new IllegalStateException(failure));
		return (analysis != null) ? analysis.getDescription()
				: "spring.datasource.url " + failure.getMessage().replaceFirst(".*names", "names");
	}

	private Database with(String parameter) {
		return new Database(this.postgres.url() + "?" + parameter, this.postgres.username(), this.postgres.password());
	}

	private static Database as(String user, Database database) {
		return new Database(database.url(), user, database.password());
	}

	private Database role(String name, String options) {
		this.postgres.execute("create role " + this.role + name + " login " + options);
		return as(this.role + name, this.postgres);
	}

	private Database encoded(String encoding) {
		String name = this.role + encoding.length();
		this.postgres.execute("create database " + name + " template template0 encoding '" + encoding + "' locale 'C'");
		return this.postgres.named(name);
	}

	private void reload(String ssl) {
		this.postgres.column(Boolean.class, "select pg_reload_conf()");
		await().until(() -> this.postgres.column(String.class, "show ssl").equals(List.of(ssl)));
	}

	/** Pipes lines into a command on the machine of the server. */
	private void pipe(String lines, String command) {
		this.postgres.execute("copy (select line from unnest(string_to_array('" + lines + "', chr(10))) "
				+ "with ordinality lines (line, number) where line <> '' order by number) to program '" + command
				+ "'");
	}

}
