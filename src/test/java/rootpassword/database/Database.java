package rootpassword.database;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;

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

	/** What Spring Boot wants to know, as {@code name=value}. */
	public String[] properties() {
		return new String[] { "spring.datasource.url=" + this.url, "spring.datasource.username=" + this.username,
				"spring.datasource.password=" + this.password };
	}

	/** A connection past every pool. */
	public Connection connect() throws SQLException {
		return DriverManager.getConnection(this.url, this.username, this.password);
	}

}
