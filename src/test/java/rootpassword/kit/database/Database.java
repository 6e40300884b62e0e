package rootpassword.kit.database;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

import javax.sql.DataSource;

import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.configuration.FluentConfiguration;
import org.h2.store.fs.FileUtils;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import rootpassword.kit.TcpProxy;

/**
 * A database that belongs to one test alone. Its methods use new connections outside
 * every pool, so that a test sees only committed rows.
 */
public record Database(String url, String username, String password) {

	/** A new H2 file in the directory, which should be a {@code @TempDir}. */
	public static Database h2In(Path directory) {
		return new Database("jdbc:h2:file:" + directory.resolve("ledger").toAbsolutePath(), "sa", "");
	}

	/**
	 * A new, empty database on the PostgreSQL server that all tests of this JVM share.
	 */
	public static Database postgres() {
		return PostgresServer.shared().createDatabase();
	}

	/** The same with the tables of the ledger. */
	public static Database migratedPostgres() {
		return PostgresServer.shared().createMigratedDatabase();
	}

	/** The port of a PostgreSQL. */
	public int port() {
		return URI.create(this.url.substring("jdbc:".length())).getPort();
	}

	/** The same PostgreSQL, through a proxy that leads to its port. */
	public Database through(TcpProxy proxy) {
		return onPort(proxy.port());
	}

	Database onPort(int port) {
		return new Database(this.url.replaceFirst("//[^/]*/", "//127.0.0.1:" + port + "/"), this.username,
				this.password);
	}

	/** Another database of the same PostgreSQL server. */
	public Database named(String name) {
		return new Database(this.url.replaceFirst("/[^/]*$", "/" + name), this.username, this.password);
	}

	/** The migrations of the program, for this database. */
	public FluentConfiguration flyway() {
		String vendor = this.url.split(":")[1];
		return Flyway.configure()
			.dataSource(this.url, this.username, this.password)
			.locations("classpath:db/migration/" + vendor)
			.configuration(Map.of("flyway.postgresql.transactional.lock", "false"));
	}

	public Database migrate() {
		flyway().load().migrate();
		return this;
	}

	/** The properties of Spring Boot and of the ledger, as {@code name=value}. */
	public String[] properties() {
		Stream<String> connection = Stream.of("spring.datasource.url=" + this.url,
				"spring.datasource.username=" + this.username, "spring.datasource.password=" + this.password);
		Stream<String> keys = this.url.startsWith("jdbc:postgresql:")
				? Stream.of("root-password.secret-keys[0].id=test",
						"root-password.secret-keys[0].key=" + Base64.getEncoder().encodeToString(new byte[32]),
						"root-password.evidence.key-file=" + EvidenceKey.file())
				: Stream.empty();
		return Stream.concat(connection, keys).toArray(String[]::new);
	}

	/** Reads one number, such as a count. */
	public int number(String sql, Object... parameters) {
		return client().sql(sql).params(parameters).query(Integer.class).single();
	}

	/** The rows of the trail for which a condition holds, oldest first. */
	public List<Map<String, Object>> trail(String condition, Object... parameters) {
		return client().sql("select * from trail where " + condition + " order by seq")
			.params(parameters)
			.query()
			.listOfRows();
	}

	/** Reads the first column of all rows. */
	public <T> List<T> column(Class<T> type, String sql, Object... parameters) {
		return client().sql(sql).params(parameters).query(type).list();
	}

	/** Executes one statement. */
	public void update(String sql, Object... parameters) {
		client().sql(sql).params(parameters).update();
	}

	/** Executes statements without parameters. */
	public void execute(String... statements) {
		JdbcTemplate jdbc = new JdbcTemplate(source());
		Stream.of(statements).forEach(jdbc::execute);
	}

	/**
	 * Drops a trigger while other connections use the table. PostgreSQL locks the
	 * partitions of a table before the table when it drops a trigger, which is a deadlock
	 * with every statement that goes the other way; so the lock of all comes first.
	 */
	public void dropTrigger(String trigger, String table) {
		execute("do $$ begin lock table " + table + " in access exclusive mode; drop trigger if exists " + trigger
				+ " on " + table + "; end $$");
	}

	/** A client that opens a new connection for each statement. */
	public JdbcClient client() {
		return JdbcClient.create(source());
	}

	/** Opens a new connection each time. */
	public DataSource source() {
		return new DriverManagerDataSource(this.url, this.username, this.password);
	}

	/** A new connection. */
	public Connection connect() throws SQLException {
		return DriverManager.getConnection(this.url, this.username, this.password);
	}

	/**
	 * The databases that the ledger supports.
	 */
	public enum Vendor {

		H2, POSTGRESQL;

		/** A new, empty database. */
		public Database create(Path directory) {
			return (this == H2) ? h2In(directory) : postgres();
		}

		/**
		 * A new database with the tables of the ledger. It is a copy of one that was
		 * migrated once, because a migration takes longer than most tests. The files of
		 * H2 are in memory, because its commits wait for the disk.
		 */
		public Database createMigrated() {
			return (this == H2) ? MigratedH2.copy() : migratedPostgres();
		}

	}

	private static final class MigratedH2 {

		private static final AtomicInteger COPIES = new AtomicInteger();

		private static final byte[] CONTENT = read(newDatabase().migrate());

		static Database copy() {
			Database copy = newDatabase();
			try (OutputStream output = FileUtils.newOutputStream(file(copy), false)) {
				output.write(CONTENT);
				return copy;
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
		}

		private static Database newDatabase() {
			return new Database("jdbc:h2:nioMemFS:ledger" + COPIES.incrementAndGet(), "sa", "");
		}

		private static String file(Database database) {
			return database.url().substring("jdbc:h2:".length()) + ".mv.db";
		}

		private static byte[] read(Database database) {
			try (InputStream input = FileUtils.newInputStream(file(database))) {
				return input.readAllBytes();
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
		}

	}

}
