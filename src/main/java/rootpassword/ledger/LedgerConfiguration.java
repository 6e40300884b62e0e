package rootpassword.ledger;

import java.time.Clock;
import java.time.Duration;

import com.zaxxer.hikari.HikariDataSource;
import org.flywaydb.core.Flyway;
import rootpassword.reset.AccountGateway;
import rootpassword.reset.Fingerprints;

import org.springframework.boot.autoconfigure.AbstractDependsOnBeanFactoryPostProcessor;
import org.springframework.boot.flyway.autoconfigure.FlywayConfigurationCustomizer;
import org.springframework.boot.flyway.autoconfigure.FlywayMigrationStrategy;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Wires the ledger to its database.
 */
@Configuration(proxyBeanMethods = false)
final class LedgerConfiguration {

	/** With what a request does beside, a caller is answered within three seconds. */
	private static final Duration TIME_LIMIT = Duration.ofMillis(2500);

	@Bean
	static DurableCommits durableCommits() {
		return new DurableCommits();
	}

	@Bean
	static LedgerTimeouts ledgerTimeouts() {
		return new LedgerTimeouts();
	}

	/**
	 * A migration may take its time, so it does not use the pool, whose statements have
	 * timeouts. Only its waits for locks are short. Embedded databases have no other
	 * users.
	 */
	@Bean
	FlywayConfigurationCustomizer migrateBesideThePool(JdbcConnectionDetails database, Environment environment) {
		return (flyway) -> {
			boolean postgres = database.getJdbcUrl().startsWith("jdbc:postgresql:");
			if (postgres && flyway.getInitSql() == null) {
				flyway.initSql(PatientMigration.LOCK_TIMEOUT);
			}
			if (postgres && environment.getProperty("spring.flyway.url") == null
					&& environment.getProperty("spring.flyway.user") == null) {
				flyway.dataSource(database.getJdbcUrl(), database.getUsername(), database.getPassword());
			}
		};
	}

	/** About a minute in all. */
	@Bean
	FlywayMigrationStrategy patientMigration() {
		return new PatientMigration(20, Duration.ofSeconds(3));
	}

	/**
	 * Says what is wrong with the keys even where the database is away, for the migration
	 * is the first to connect.
	 */
	@Bean
	static AbstractDependsOnBeanFactoryPostProcessor keysBeforeTheDatabase() {
		return new AbstractDependsOnBeanFactoryPostProcessor(Flyway.class, "fingerprints") {
		};
	}

	@Bean
	Fingerprints fingerprints(SecretKeyProperties properties, JdbcConnectionDetails database) {
		return SecretKeys.fingerprints(properties.keys(), database.getJdbcUrl());
	}

	@Bean
	Tables ledgerTables(JdbcClient jdbc, LedgerProperties properties, Fingerprints fingerprints,
			IdempotencyProperties idempotency, LimitProperties limits) {
		return Tables.of(jdbc, properties.lease(), fingerprints, idempotency.retention(),
				new RateLimits(jdbc, limits.instance(), limits.caller()),
				new RefusalCap(RefusalCap.PER_MINUTE, System::nanoTime));
	}

	@Bean
	JdbcResetLedger resetLedger(Tables tables, PlatformTransactionManager transactions, LedgerProperties properties,
			AccountGateway gateway, HikariDataSource pool) {
		properties.requireLeaseBeyond(gateway.deadline());
		return new JdbcResetLedger(tables, new LedgerTransactions(new TransactionTemplate(transactions),
				new TimeLimit(TIME_LIMIT), pool.getMaximumPoolSize()), properties.lease(),
				new AttemptIds(Clock.systemUTC()));
	}

	@Bean
	JdbcAttemptHistory attemptHistory(JdbcClient jdbc, JdbcResetLedger ledger) {
		return new JdbcAttemptHistory(jdbc, ledger);
	}

	@Bean
	WriteProbe writeProbe(JdbcClient jdbc) {
		return new WriteProbe(jdbc);
	}

	@Bean
	LedgerHealthIndicator ledgerHealthIndicator(JdbcResetLedger ledger, WriteProbe probe) {
		return new LedgerHealthIndicator(ledger, probe);
	}

	@Bean
	LedgerUpkeep ledgerUpkeep(JdbcResetLedger ledger, Tables tables, WriteProbe probe) {
		return new LedgerUpkeep(ledger, tables, probe);
	}

	@Bean
	StaleAttemptSweeper staleAttemptSweeper(JdbcResetLedger ledger) {
		return new StaleAttemptSweeper(ledger);
	}

}
