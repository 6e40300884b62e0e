package rootpassword.ledger.database;

import java.sql.SQLException;
import java.util.Map;

import javax.sql.DataSource;

import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.flyway.autoconfigure.FlywayAutoConfiguration;
import org.springframework.boot.flyway.autoconfigure.FlywayConfigurationCustomizer;
import org.springframework.boot.flyway.autoconfigure.FlywayMigrationStrategy;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
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
		if (LedgerReader.isNew(Setup.of(environment).owner().getJdbcUrl())) {
			// A ledger without its keys would stop the start
			return "Nothing to migrate: the first start of the service makes this ledger and its keys";
		}
		environment.getPropertySources()
			.addFirst(new MapPropertySource("migrate", Map.of("spring.flyway.enabled", "true")));
		ConfigurationPropertySources.attach(environment);
		try (AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext()) {
			context.setEnvironment(environment);
			context.register(Beans.class);
			context.refresh();
			MeasuredMigration migration = context.getBean(MeasuredMigration.class);
			return migration.before.equals(migration.after)
					? "Nothing to migrate: the tables have version " + migration.after
					: "Migrated: the tables now have version " + migration.after;
		}
	}

	/** The line about a failure of the database; {@code null} about another one. */
	public static @Nullable String fault(RuntimeException failure) {
		DatabaseFault fault = DatabaseFault.of(failure);
		return (fault != null) ? DatabaseUrlCheck.URL + " or spring.flyway.url names " + fault.text() : null;
	}

	/** Not a configuration, which the service would find. */
	@ImportAutoConfiguration(FlywayAutoConfiguration.class)
	@EnableConfigurationProperties(DatabaseProperties.class)
	static final class Beans {

		@Bean
		JdbcConnectionDetails owner(ConfigurableEnvironment environment) {
			return Setup.of(environment).owner();
		}

		@Bean
		DataSource source(JdbcConnectionDetails owner) {
			return new DatabaseCheck(owner).source();
		}

		@Bean
		FlywayConfigurationCustomizer timeouts(JdbcConnectionDetails owner) {
			return (flyway) -> {
				if (DatabaseUrl.isPostgres(owner.getJdbcUrl()) && flyway.getInitSql() == null) {
					flyway.initSql(RetryingMigration.TIMEOUTS);
				}
			};
		}

		@Bean
		MeasuredMigration migration(DatabaseProperties properties, JdbcConnectionDetails owner) {
			return new MeasuredMigration(new StartWait(properties.startWait(), DatabaseConfiguration.PAUSE), owner);
		}

	}

	/** Knows the versions before and after it. */
	static final class MeasuredMigration implements FlywayMigrationStrategy {

		private final StartWait wait;

		private final JdbcConnectionDetails owner;

		private String before = "";

		private String after = "";

		MeasuredMigration(StartWait wait, JdbcConnectionDetails owner) {
			this.wait = wait;
			this.owner = owner;
		}

		@Override
		public void migrate(Flyway flyway) {
			if (DatabaseUrl.isPostgres(this.owner.getJdbcUrl())) {
				try {
					this.wait.run(new DatabaseCheck(this.owner)::run);
				}
				catch (SQLException ex) {
					throw new FlywayException(ex);
				}
			}
			this.before = new Schema(flyway).version();
			new RetryingMigration(this.wait).migrate(flyway);
			this.after = new Schema(flyway).version();
		}

	}

}
