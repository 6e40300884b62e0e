package rootpassword.settings;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;

/**
 * Tells the kind of a database from its URL, and the file of an embedded one. Connects to
 * it without a pool.
 */
public final class DatabaseUrl {

	private static final Pattern FILE = Pattern
		.compile("jdbc:h2:(?:file:)?(?!mem:|tcp:|ssl:|zip:|nio[A-Za-z]*:|split:|async:|retry:|cluster:)([^;]+).*");

	private DatabaseUrl() {
	}

	public static boolean isPostgres(String url) {
		return url.startsWith("jdbc:postgresql:");
	}

	/** Whether the database lives in memory and ends with the process. */
	public static boolean isInMemory(String url) {
		return url.startsWith("jdbc:h2:mem:");
	}

	/** The database's file; empty if it has none. */
	public static Optional<Path> file(String url) {
		Matcher file = FILE.matcher(url);
		return file.matches() ? Optional.of(fileOf(file.group(1) + ".mv.db")) : Optional.empty();
	}

	/**
	 * Opens a connection without a pool.
	 * @param url that of the database, perhaps with further settings
	 * @param settings properties of the driver
	 */
	public static Connection connect(String url, JdbcConnectionDetails login, Map<String, String> settings)
			throws SQLException {
		Properties properties = new Properties();
		properties.putAll(settings);
		if (login.getUsername() != null) {
			properties.setProperty("user", login.getUsername());
		}
		if (login.getPassword() != null) {
			properties.setProperty("password", login.getPassword());
		}
		return DriverManager.getConnection(url, properties);
	}

	private static Path fileOf(String name) {
		return name.startsWith("~/") ? Path.of(System.getProperty("user.home"), name.substring(2)) : Path.of(name);
	}

}
