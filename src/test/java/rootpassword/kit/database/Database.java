package rootpassword.kit.database;

import java.net.URI;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Base64;
import java.util.stream.Stream;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import rootpassword.kit.TcpProxy;

/**
 * An empty database that belongs to one test alone, and how to reach it.
 */
public record Database(String url, String username, String password) {

	/** A new H2 file in the directory, which should be a {@code @TempDir}. */
	public static Database h2In(Path directory) {
		return new Database("jdbc:h2:file:" + directory.resolve("ledger").toAbsolutePath(), "sa", "");
	}

	/** A new database on the PostgreSQL server that all tests of this JVM share. */
	public static Database postgres() {
		return PostgresServer.shared().createDatabase();
	}

	/** The port of a PostgreSQL. */
	public int port() {
		return URI.create(this.url.substring("jdbc:".length())).getPort();
	}

	/** The same PostgreSQL, through a line that leads to its port. */
	public Database through(TcpProxy line) {
		return new Database(this.url.replaceFirst("//[^/]*/", "//127.0.0.1:" + line.port() + "/"), this.username,
				this.password);
	}

	/** What Spring Boot and the ledger want to know, as {@code name=value}. */
	public String[] properties() {
		Stream<String> connection = Stream.of("spring.datasource.url=" + this.url,
				"spring.datasource.username=" + this.username, "spring.datasource.password=" + this.password);
		Stream<String> keys = this.url.startsWith("jdbc:postgresql:")
				? Stream.of("root-password.secret-keys[0].id=test",
						"root-password.secret-keys[0].key=" + Base64.getEncoder().encodeToString(new byte[32]))
				: Stream.empty();
		return Stream.concat(connection, keys).toArray(String[]::new);
	}

	/** Reads one number, such as a count, past every pool. */
	public int number(String sql, Object... parameters) {
		return client().sql(sql).params(parameters).query(Integer.class).single();
	}

	/** Runs statements past every pool. */
	public void execute(String... statements) {
		JdbcClient client = client();
		Stream.of(statements).forEach((sql) -> client.sql(sql).update());
	}

	/** A client past every pool: it sees only committed rows. */
	public JdbcClient client() {
		return JdbcClient.create(new DriverManagerDataSource(this.url, this.username, this.password));
	}

	/** A connection past every pool. */
	public Connection connect() throws SQLException {
		return DriverManager.getConnection(this.url, this.username, this.password);
	}

	/**
	 * The databases that the ledger supports.
	 */
	public enum Vendor {

		H2, POSTGRESQL;

		/** A new database. */
		public Database create(Path directory) {
			return (this == H2) ? h2In(directory) : postgres();
		}

	}

}
