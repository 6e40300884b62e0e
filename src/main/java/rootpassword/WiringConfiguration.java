package rootpassword;

import java.util.function.Predicate;

import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.transaction.support.TransactionOperations;
import rootpassword.ledger.database.LedgerTransactions;
import rootpassword.reset.command.InstanceId;
import rootpassword.security.access.ReloadingAccessRules;

/**
 * Connects packages that do not know each other: jobs and reads with the ledger's
 * transactions, and the reconciliation with the access rules.
 */
@Configuration(proxyBeanMethods = false)
final class WiringConfiguration {

	/**
	 * Transactions of jobs. They throw LedgerUnavailableException if they may not be
	 * committed.
	 */
	@Bean
	TransactionOperations jobTransactions(LedgerTransactions transactions) {
		return transactions.jobs();
	}

	/** Like jobTransactions, for what callers read: they do not hold up the jobs. */
	@Bean
	TransactionOperations readTransactions(LedgerTransactions transactions) {
		return transactions.reads();
	}

	@Bean
	@ConditionalOnBooleanProperty("root-password.actiontrail.enabled")
	Predicate<InstanceId> coveredInstances(ReloadingAccessRules rules) {
		return (instance) -> rules.get().cover(instance);
	}

}
