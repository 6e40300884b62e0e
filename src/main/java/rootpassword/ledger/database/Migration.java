package rootpassword.ledger.database;

import java.sql.SQLException;
import java.util.Map;

import javax.sql.DataSource;

import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.flyway.autoconfigure.FlywayAutoConfiguration;
import org.springframework.boot.flyway.autoconfigure.FlywayConfigurationCustomizer;
import org.springframework.boot.flyway.autoconfigure.FlywayMigrationStrategy;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;
import rootpassword.doctor.LedgerReader;
import rootpassword.doctor.Setup;
import rootpassword.settings.DatabaseUrl;

/** Migrates the tables without the service, with the role that owns them. */
public final class Migration {

	private Migration() {
	}

	/**
	 * Migrates, even if the service must not, and returns what was done.
	 * @param environment the configuration of the service
	 */
	public static String run(ConfigurableEnvironment environment) {
		Setup setup = Setup.of(environment);
		JdbcConnectionDetails owner = setup.owner();
		if (LedgerReader.isNew(owner.getJdbcUrl())) {
			// A ledger without its keys would stop the start
			return "Nothing to migrate: the first start of the service makes this ledger and its keys";
		}
		DatabaseCheck database = new DatabaseCheck(owner);
		StartWait wait = new StartWait(setup.bind(LedgerProperties.class).startWait(), DatabaseConfiguration.PAUSE);
		environment.getPropertySources()
			.addFirst(new MapPropertySource("migrate", Map.of("spring.flyway.enabled", "true")));
		ConfigurationPropertySources.attach(environment);
		try (AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext()) {
			context.setEnvironment(environment);
			context.registerBean(DataSource.class, database::source);
			context.registerBean(FlywayConfigurationCustomizer.class,
					() -> (flyway) -> RetryingMigration.limit(flyway, owner.getJdbcUrl()));
			// Only makes Flyway, because the versions before and after are asked for
			context.registerBean(FlywayMigrationStrategy.class, () -> (flyway) -> {
			});
			context.register(FlywayAutoConfiguration.class);
			context.refresh();
			if (DatabaseUrl.isPostgres(owner.getJdbcUrl())) {
				wait.run(database::run);
			}
			Flyway flyway = context.getBean(Flyway.class);
			String before = new Schema(flyway).version();
			new RetryingMigration(wait).migrate(flyway);
			String after = new Schema(flyway).version();
			return before.equals(after) ? "Nothing to migrate: the tables have version " + after
					: "Migrated: the tables now have version " + after;
		}
		catch (SQLException ex) {
			throw new FlywayException(ex);
		}
	}

	/** The line about a failure of the database; {@code null} about another one. */
	public static @Nullable String fault(RuntimeException failure) {
		DatabaseFault fault = DatabaseFault.of(failure);
		return (fault != null) ? DatabaseUrlCheck.URL + " or spring.flyway.url names " + fault.text() : null;
	}

}
