package rootpassword.kit.database;

import java.net.URI;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.configuration.FluentConfiguration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import rootpassword.kit.TcpProxy;

/**
 * A database that belongs to one test alone, and how to reach it. Its methods use new
 * connections, so that a test sees only committed rows.
 */
public record Database(String url, String username, String password) {

	/** A new H2 file in the directory, which should be a {@code @TempDir}. */
	public static Database h2In(Path directory) {
		return new Database("jdbc:h2:file:" + directory.resolve("ledger").toAbsolutePath(), "sa", "");
	}

	/** A new, empty database on the PostgreSQL server that all tests of this JVM share. */
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

	/** The properties of Spring Boot and of the ledger, as {@code name=value}. */
	public String[] properties() {
		Stream<String> connection = Stream.of("spring.datasource.url=" + this.url,
				"spring.datasource.username=" + this.username, "spring.datasource.password=" + this.password);
		Stream<String> keys = this.url.startsWith("jdbc:postgresql:")
				? Stream.of("root-password.secret-keys[0].id=test",
						"root-password.secret-keys[0].key=" + Base64.getEncoder().encodeToString(new byte[32]))
				: Stream.empty();
		return Stream.concat(connection, keys).toArray(String[]::new);
	}

	/** The migrations of the program, for this database. */
	public FluentConfiguration flyway() {
		String vendor = this.url.split(":")[1];
		return Flyway.configure()
			.dataSource(this.url, this.username, this.password)
			.locations("classpath:db/migration/common", "classpath:db/migration/" + vendor)
			.configuration(Map.of("flyway.postgresql.transactional.lock", "false"));
	}

	public Database migrate() {
		flyway().load().migrate();
		return this;
	}

	/** A new connection. */
	public Connection connect() throws SQLException {
		return DriverManager.getConnection(this.url, this.username, this.password);
	}

	/** A client that opens a new connection for each statement. */
	public JdbcClient jdbc() {
		return JdbcClient.create(new DriverManagerDataSource(this.url, this.username, this.password));
	}

	/** Executes one statement that returns no rows. */
	public void execute(String sql, Object... parameters) {
		jdbc().sql(sql).params(parameters).update();
	}

	/**
	 * Counts rows.
	 * @param from the query after {@code select count(*)}
	 */
	public int count(String from, Object... parameters) {
		return jdbc().sql("select count(*) " + from).params(parameters).query(Integer.class).single();
	}

	/** The values of the first column. */
	public <T> List<T> column(Class<T> type, String sql, Object... parameters) {
		return jdbc().sql(sql).params(parameters).query(type).list();
	}

	/** All rows, each as values by column name. */
	public List<Map<String, Object>> rows(String sql, Object... parameters) {
		return jdbc().sql(sql).params(parameters).query().listOfRows();
	}

}
