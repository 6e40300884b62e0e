package rootpassword.ledger.database;

import java.sql.SQLException;
import java.time.Duration;

import javax.sql.DataSource;

import com.zaxxer.hikari.HikariDataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.autoconfigure.AbstractDependsOnBeanFactoryPostProcessor;
import org.springframework.boot.flyway.autoconfigure.FlywayConfigurationCustomizer;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.DependsOn;
import org.springframework.context.annotation.Import;
import org.springframework.core.env.Environment;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionOperations;
import org.springframework.transaction.support.TransactionTemplate;
import rootpassword.settings.DatabaseUrl;

/** Configures the connection pool, the migration and the transactions. */
@Configuration(proxyBeanMethods = false)
@Import({ ConnectionSettings.class, RetryingMigration.class })
final class DatabaseConfiguration {

	/**
	 * The time limit of a ledger transaction. If the ledger does not answer, a caller is
	 * told so within 3 s.
	 */
	private static final Duration TIME_LIMIT = Duration.ofMillis(2500);

	private static final Logger logger = LoggerFactory.getLogger(DatabaseConfiguration.class);

	/** The pause between two tries to reach the database at the start. */
	static final Duration PAUSE = Duration.ofSeconds(2);

	/**
	 * On PostgreSQL the migration has a connection of its own, because the pool's
	 * statement timeouts are too short for it. Spring Boot makes it if spring.flyway.url
	 * or .user is set, otherwise this does. On an embedded database the migration uses
	 * the pool.
	 */
	@Bean
	FlywayConfigurationCustomizer migrationConnection(JdbcConnectionDetails database, Environment environment) {
		return (flyway) -> {
			RetryingMigration.limit(flyway, database.getJdbcUrl());
			if (DatabaseUrl.isPostgres(database.getJdbcUrl()) && environment.getProperty("spring.flyway.url") == null
					&& environment.getProperty("spring.flyway.user") == null) {
				flyway.dataSource(database.getJdbcUrl(), database.getUsername(), database.getPassword());
			}
		};
	}

	@Bean
	StartWait startWait(LedgerProperties properties) {
		return new StartWait(properties.startWait(), PAUSE);
	}

	/** Lets nothing connect before {@link #databaseCheck}. */
	@Bean
	static AbstractDependsOnBeanFactoryPostProcessor checkBeforeFirstConnection() {
		return new AbstractDependsOnBeanFactoryPostProcessor(DataSource.class, "databaseCheck") {
		};
	}

	/**
	 * Checks the database before its first use. The keys of the fingerprints come first,
	 * so that a missing key is reported even if the database does not answer.
	 */
	@Bean
	@DependsOn("fingerprints")
	DatabaseCheck databaseCheck(JdbcConnectionDetails database, StartWait wait, Environment environment)
			throws SQLException {
		DatabaseCheck check = new DatabaseCheck(database);
		boolean postgres = DatabaseUrl.isPostgres(database.getJdbcUrl());
		String owner = environment.getProperty("spring.flyway.user");
		if (postgres) {
			wait.run(check::run);
		}
		if (!environment.getProperty("spring.flyway.enabled", Boolean.class, true)) {
			Schema.of(check.source(), postgres, environment).require();
		}
		else if (owner != null && !owner.equals(database.getUsername())) {
			logger
				.info("This service has the password of the role that owns the tables (spring.flyway.user), which only "
						+ "the command migrate needs: docs/OPERATIONS.md, \"Two roles\"");
		}
		return check;
	}

	@Bean
	LedgerTransactions ledgerTransactions(PlatformTransactionManager transactions, HikariDataSource pool) {
		return new LedgerTransactions(new TransactionTemplate(transactions), TIME_LIMIT, pool);
	}

	/** For jobs of packages that do not know the ledger. */
	@Bean
	TransactionOperations jobTransactions(LedgerTransactions transactions) {
		return transactions.jobs();
	}

	/** For what callers read, so that reads do not hold up the jobs. */
	@Bean
	TransactionOperations readTransactions(LedgerTransactions transactions) {
		return transactions.reads();
	}

}
