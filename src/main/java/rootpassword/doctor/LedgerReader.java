package rootpassword.doctor;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Map;
import java.util.Properties;

import javax.sql.DataSource;

import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;
import rootpassword.settings.DatabaseUrl;

/** A connection to the ledger for reading, on which nothing can be written. */
public record LedgerReader(Connection connection) implements AutoCloseable {

	/** In seconds. */
	private static final Map<String, String> LIMITS = Map.of("connectTimeout", "8", "loginTimeout", "15",
			"socketTimeout", "15");

	/**
	 * Connects to the ledger for reading.
	 * @throws SQLException also if there is no ledger yet, because this does not create
	 * one
	 */
	public static LedgerReader open(JdbcConnectionDetails database) throws SQLException {
		String url = database.getJdbcUrl();
		Connection connection = connect(
				DatabaseUrl.file(url).isPresent()
						? DatabaseUrl.with(url, "IFEXISTS=TRUE", "ACCESS_MODE_DATA=r", "TRACE_LEVEL_FILE=0") : url,
				database, DatabaseUrl.isPostgres(url) ? LIMITS : Map.of());
		connection.setReadOnly(true);
		// PostgreSQL's driver enforces read-only within a transaction only
		connection.setAutoCommit(false);
		return new LedgerReader(connection);
	}

	/**
	 * Connects, also for writing, without Spring's data source, because that logs the URL
	 * at DEBUG, and a URL may contain a password.
	 * @param limits properties of the driver
	 */
	public static Connection connect(String url, JdbcConnectionDetails database, Map<String, String> limits)
			throws SQLException {
		Properties properties = new Properties();
		properties.putAll(limits);
		if (database.getUsername() != null) {
			properties.setProperty("user", database.getUsername());
		}
		if (database.getPassword() != null) {
			properties.setProperty("password", database.getPassword());
		}
		return DriverManager.getConnection(url, properties);
	}

	/** Whether the embedded database is not there yet: the first start makes it. */
	public static boolean isNew(String url) {
		return DatabaseUrl.isInMemory(url) || DatabaseUrl.file(url).filter(LedgerReader::isMissing).isPresent();
	}

	private static boolean isMissing(Path file) {
		try {
			return Files.notExists(file) || Files.size(file) == 0;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	public JdbcClient jdbc() {
		return JdbcClient.create(source());
	}

	public DataSource source() {
		return new SingleConnectionDataSource(this.connection, true);
	}

	@Override
	public void close() throws SQLException {
		this.connection.close();
	}

}
