package bench;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;

/**
 * PostgreSQL with its defaults and a new data directory, from the embedded binaries.
 */
final class Postgres implements AutoCloseable {

	static final String USER = "postgres";

	private final EmbeddedPostgres server;

	Postgres(Path directory) throws IOException, SQLException {
		// The library runs PostgreSQL without durable commits, for tests. The last value
		// of an option wins.
		this.server = EmbeddedPostgres.builder()
			.setRegisterShutdownHook(false)
			.setDataDirectory(directory.resolve("data"))
			.setServerConfig("listen_addresses", "127.0.0.1")
			.setServerConfig("fsync", "on")
			.setServerConfig("synchronous_commit", "on")
			.setServerConfig("max_connections", "100")
			.start();
		if (!query("select current_setting('fsync') || current_setting('synchronous_commit')").equals("onon")) {
			throw new IllegalStateException("PostgreSQL does not run with durable commits");
		}
	}

	String version() throws SQLException {
		return query("show server_version");
	}

	/** Creates a database and returns its JDBC URL. */
	String createDatabase(String name) throws SQLException {
		try (Connection connection = connect(); Statement statement = connection.createStatement()) {
			statement.execute("create database " + name);
		}
		return url(name);
	}

	private String query(String sql) throws SQLException {
		try (Connection connection = connect();
				Statement statement = connection.createStatement();
				ResultSet row = statement.executeQuery(sql)) {
			row.next();
			return row.getString(1);
		}
	}

	private Connection connect() throws SQLException {
		return DriverManager.getConnection(url("postgres"), USER, "");
	}

	private String url(String database) {
		return "jdbc:postgresql://127.0.0.1:" + this.server.getPort() + "/" + database;
	}

	@Override
	public void close() throws IOException {
		this.server.close();
	}

}
