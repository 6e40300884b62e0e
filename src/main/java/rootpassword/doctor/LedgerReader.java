package rootpassword.doctor;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Properties;

import javax.sql.DataSource;

import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;
import rootpassword.settings.DatabaseUrl;

/** A connection to the ledger on which nothing can be written. */
public record LedgerReader(Connection connection) implements AutoCloseable {

	/** In seconds. */
	private static final Properties LIMITS = new Properties();
	static {
		LIMITS.setProperty("connectTimeout", "8");
		LIMITS.setProperty("loginTimeout", "15");
		LIMITS.setProperty("socketTimeout", "15");
	}

	/**
	 * Connects with the role of the service.
	 * @throws SQLException also if there is no ledger yet, because none is made
	 */
	public static LedgerReader open(JdbcConnectionDetails database) throws SQLException {
		String url = database.getJdbcUrl();
		Properties properties = new Properties();
		if (DatabaseUrl.isPostgres(url)) {
			properties.putAll(LIMITS);
		}
		if (database.getUsername() != null) {
			properties.setProperty("user", database.getUsername());
		}
		if (database.getPassword() != null) {
			properties.setProperty("password", database.getPassword());
		}
		Connection connection = DriverManager.getConnection(
				DatabaseUrl.file(url).isPresent() ? url + ";IFEXISTS=TRUE;ACCESS_MODE_DATA=r;TRACE_LEVEL_FILE=0" : url,
				properties);
		connection.setReadOnly(true);
		// PostgreSQL's driver applies it to transactions only
		connection.setAutoCommit(false);
		return new LedgerReader(connection);
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
