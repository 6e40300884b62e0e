package rootpassword.ledger.database;

import java.time.Duration;

import com.zaxxer.hikari.HikariDataSource;
import org.springframework.boot.flyway.autoconfigure.FlywayConfigurationCustomizer;
import org.springframework.boot.flyway.autoconfigure.FlywayMigrationStrategy;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Configures the connection pool, the migration and the transactions.
 */
@Configuration(proxyBeanMethods = false)
final class DatabaseConfiguration {

	/** With parsing and routing, a caller waits at most 3 s for the ledger. */
	private static final Duration TIME_LIMIT = Duration.ofMillis(2500);

	@Bean
	static ConnectionSettings connectionSettings() {
		return new ConnectionSettings();
	}

	/**
	 * Migrates on a connection of its own, because the pool's statement timeouts are too
	 * short for a migration. On PostgreSQL its lock timeout is short, so that it does not
	 * block running replicas; an embedded database has no other users.
	 */
	@Bean
	FlywayConfigurationCustomizer migrationConnection(JdbcConnectionDetails database, Environment environment) {
		return (flyway) -> {
			boolean postgres = database.getJdbcUrl().startsWith("jdbc:postgresql:");
			if (postgres && flyway.getInitSql() == null) {
				flyway.initSql(RetryingMigration.LOCK_TIMEOUT);
			}
			if (postgres && environment.getProperty("spring.flyway.url") == null
					&& environment.getProperty("spring.flyway.user") == null) {
				flyway.dataSource(database.getJdbcUrl(), database.getUsername(), database.getPassword());
			}
		};
	}

	/** Retries for about a minute. */
	@Bean
	FlywayMigrationStrategy retryingMigration() {
		return new RetryingMigration(20, Duration.ofSeconds(3));
	}

	@Bean
	LedgerTransactions ledgerTransactions(PlatformTransactionManager transactions, HikariDataSource pool) {
		return new LedgerTransactions(new TransactionTemplate(transactions), TIME_LIMIT, pool);
	}

}
