package rootpassword.ledger.database;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

import javax.sql.DataSource;

import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import rootpassword.doctor.LedgerReader;
import rootpassword.settings.DatabaseUrl;
import rootpassword.settings.Settings;

/** Waits for PostgreSQL, and refuses one on which resets would fail later. */
record DatabaseCheck(JdbcConnectionDetails database) {

	/** In seconds: a busy machine needs more time to log in than a request can wait. */
	private static final Map<String, String> PATIENT = Map.of("connectTimeout", "5", "loginTimeout", "20",
			"socketTimeout", "20");

	/** The pool keeps timeouts that are shorter than its own. */
	private static final String TOO_SHORT = "select setting::int between 1 and 499 from pg_settings "
			+ "where name = 'statement_timeout'";

	private static final int ROUNDS = 3;

	/**
	 * Connects and checks the database.
	 * @throws SQLException if it cannot be used
	 * @throws InvalidConfigurationPropertyValueException if it has the wrong settings
	 */
	void run() throws SQLException {
		try (Connection connection = connect(); Connection other = connect()) {
			String encoding = ask(connection, "show server_encoding");
			if (!encoding.equals("UTF8")) {
				throw refused("a database with the encoding " + encoding + "; create it with ENCODING 'UTF8'");
			}
			if (ask(connection, "show transaction_read_only").equals("on")) {
				throw new SQLException("read-only", DatabaseFault.READ_ONLY);
			}
			if (ask(connection, TOO_SHORT).equals("t")) {
				throw new SQLException("statement_timeout", DatabaseFault.CANCELLED);
			}
			if (shareSessions(connection, other)) {
				throw refused("a pooler that shares sessions between clients; use session mode or PostgreSQL itself");
			}
		}
	}

	/**
	 * Whether a pooler gives each transaction any free session of the server. Then
	 * timeouts and locks of one session would be those of another client.
	 */
	private static boolean shareSessions(Connection connection, Connection other) throws SQLException {
		Set<String> sessions = new HashSet<>();
		Set<String> others = new HashSet<>();
		for (int round = 0; round < ROUNDS; round++) {
			sessions.add(ask(connection, "select pg_backend_pid()"));
			others.add(ask(other, "select pg_backend_pid()"));
		}
		return sessions.size() > 1 || others.size() > 1 || sessions.equals(others);
	}

	/** New connections, without the limits of the pool. */
	DataSource source() {
		String url = this.database.getJdbcUrl();
		// H2 would write a file that everybody can read
		DriverManagerDataSource source = new DriverManagerDataSource(
				url.startsWith("jdbc:h2:") ? DatabaseUrl.with(url, "TRACE_LEVEL_FILE=0") : url);
		source.setUsername(this.database.getUsername());
		source.setPassword(this.database.getPassword());
		return source;
	}

	private Connection connect() throws SQLException {
		return LedgerReader.connect(this.database.getJdbcUrl(), this.database, PATIENT);
	}

	private static String ask(Connection connection, String sql) throws SQLException {
		try (Statement statement = connection.createStatement(); ResultSet row = statement.executeQuery(sql)) {
			row.next();
			return row.getString(1);
		}
	}

	private static InvalidConfigurationPropertyValueException refused(String reason) {
		return Settings.refused(DatabaseUrlCheck.URL, "names " + reason);
	}

}
