package rootpassword.evidence.cli;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;

import org.springframework.boot.context.config.ConfigDataEnvironmentPostProcessor;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.SimpleCommandLinePropertySource;
import org.springframework.core.env.StandardEnvironment;

/**
 * The database of the site's configuration, which is read as the service reads it, but
 * without starting anything.
 */
final class SiteDatabase {

	private final ConfigurableEnvironment environment = new StandardEnvironment();

	/**
	 * Reads the configuration.
	 * @param properties as arguments of the command line
	 */
	SiteDatabase(List<String> properties) {
		this.environment.getPropertySources()
			.addFirst(new SimpleCommandLinePropertySource(properties.toArray(String[]::new)));
		ConfigDataEnvironmentPostProcessor.applyTo(this.environment);
		ConfigurationPropertySources.attach(this.environment);
	}

	String origin() {
		return this.environment.getProperty("root-password.evidence.origin", "root-password");
	}

	/** A new connection, in a transaction that sees nothing that is committed later. */
	Connection connect() throws SQLException {
		String url = this.environment.getRequiredProperty("spring.datasource.url");
		boolean h2 = url.startsWith("jdbc:h2:");
		Connection connection = open(url, h2);
		connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
		connection.setAutoCommit(false);
		return connection;
	}

	private Connection open(String url, boolean h2) throws SQLException {
		try {
			return DriverManager.getConnection(h2 ? url + ";IFEXISTS=TRUE" : url,
					this.environment.getProperty("spring.datasource.username", h2 ? "sa" : ""),
					this.environment.getProperty("spring.datasource.password", ""));
		}
		catch (SQLException ex) {
			// Some messages quote the URL, which may contain a password
			throw new SQLException(String.valueOf(ex.getMessage()).replace(url, "spring.datasource.url"),
					ex.getSQLState());
		}
	}

}
