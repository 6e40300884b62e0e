package rootpassword.ledger;

import java.time.Clock;

import rootpassword.reset.AccountGateway;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.EnableScheduling;
import org.springframework.transaction.PlatformTransactionManager;

/**
 * Wires the ledger to its database.
 */
@Configuration(proxyBeanMethods = false)
@EnableScheduling
final class LedgerConfiguration {

	@Bean
	static DurableCommits durableCommits() {
		return new DurableCommits();
	}

	@Bean
	JdbcResetLedger resetLedger(JdbcClient jdbc, PlatformTransactionManager transactions, LedgerProperties properties,
			AccountGateway gateway) {
		properties.requireLeaseBeyond(gateway.deadline());
		return new JdbcResetLedger(jdbc, transactions, properties.lease(), new AttemptIds(Clock.systemUTC()));
	}

	@Bean
	StaleAttemptSweeper staleAttemptSweeper(JdbcResetLedger ledger) {
		return new StaleAttemptSweeper(ledger);
	}

}
