package rootpassword.ledger.database;

import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Map;

import org.springframework.boot.EnvironmentPostProcessor;
import org.springframework.boot.SpringApplication;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.util.ClassUtils;
import rootpassword.settings.Settings;

/**
 * Refuses a URL that no driver takes, before anything else asks which database it names.
 * Refuses settings of the pool that would lead it to another database than the migration.
 */
final class DatabaseUrlCheck implements EnvironmentPostProcessor {

	static final String URL = "spring.datasource.url";

	private static final String POOL = "spring.datasource.hikari.";

	private static final Map<String, String> NOT_OF_THE_POOL = Map.of("jdbc-url", URL, "username",
			"spring.datasource.username", "password", "spring.datasource.password", "schema",
			"?currentSchema= in " + URL, "catalog", URL, "data-source-class-name", URL, "data-source-jndi", URL);

	@Override
	public void postProcessEnvironment(ConfigurableEnvironment environment, SpringApplication application) {
		String url = environment.getProperty(URL);
		if (url != null && !isKnown(url)) {
			throw Settings.refused(URL,
					"must be jdbc:postgresql://host:port/database or jdbc:h2:file:./path, with a number as port");
		}
		NOT_OF_THE_POOL.forEach((name, instead) -> {
			if (environment.containsProperty(POOL + name)) {
				throw Settings.refused(POOL + name, "must not be set; use " + instead);
			}
		});
		for (String name : new String[] { "spring.datasource.driver-class-name", POOL + "driver-class-name" }) {
			String driver = environment.getProperty(name);
			if (driver != null && !ClassUtils.isPresent(driver, null)) {
				throw Settings.refused(name, "must not be set; the URL names the driver");
			}
		}
	}

	private static boolean isKnown(String url) {
		try {
			return DriverManager.getDriver(url) != null;
		}
		catch (SQLException ex) {
			return false;
		}
	}

}
