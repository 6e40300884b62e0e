package rootpassword.evidence.cli;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

import com.zaxxer.hikari.HikariConfig;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.context.config.ConfigDataEnvironmentPostProcessor;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.jdbc.EmbeddedDatabaseConnection;
import org.springframework.boot.jdbc.autoconfigure.DataSourceProperties;
import org.springframework.boot.support.SpringApplicationJsonEnvironmentPostProcessor;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.SimpleCommandLinePropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/** The database of the site's configuration. Nothing is started to read it. */
final class SiteDatabase {

	private final ConfigurableEnvironment environment = new StandardEnvironment();

	SiteDatabase(List<String> properties) {
		this.environment.getPropertySources()
			.addFirst(new SimpleCommandLinePropertySource(properties.toArray(String[]::new)));
		new SpringApplicationJsonEnvironmentPostProcessor().postProcessEnvironment(this.environment,
				new SpringApplication());
		ConfigDataEnvironmentPostProcessor.applyTo(this.environment);
		ConfigurationPropertySources.attach(this.environment);
	}

	String origin() {
		return this.environment.getProperty("root-password.evidence.origin", "root-password");
	}

	/** A new connection, in a transaction that sees nothing that is committed later. */
	Connection connect() throws SQLException {
		HikariConfig pool = pool();
		String url = pool.getJdbcUrl();
		DriverManagerDataSource database = new DriverManagerDataSource(
				url.startsWith("jdbc:h2:") ? url + ";IFEXISTS=TRUE" : url, pool.getDataSourceProperties());
		database.setUsername(pool.getUsername());
		database.setPassword(pool.getPassword());
		try {
			Connection connection = database.getConnection();
			connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
			connection.setAutoCommit(false);
			return connection;
		}
		catch (SQLException ex) {
			// Some messages quote the URL, which may contain a password
			throw new SQLException(String.valueOf(ex.getMessage()).replace(url, "spring.datasource.url"),
					ex.getSQLState());
		}
	}

	/** As Spring Boot configures the pool of the service. It is not opened. */
	private HikariConfig pool() {
		DataSourceProperties properties = new DataSourceProperties();
		properties.setEmbeddedDatabaseConnection(EmbeddedDatabaseConnection.get(getClass().getClassLoader()));
		HikariConfig pool = new HikariConfig();
		try {
			Binder binder = Binder.get(this.environment);
			binder.bind("spring.datasource", Bindable.ofInstance(properties));
			pool.setJdbcUrl(properties.determineUrl());
			pool.setUsername(properties.determineUsername());
			pool.setPassword(properties.determinePassword());
			binder.bind("spring.datasource.hikari", Bindable.ofInstance(pool));
			return pool;
		}
		catch (BindException ex) {
			// Its message quotes the value
			throw new IllegalStateException(ex.getName() + " is invalid");
		}
	}

}
