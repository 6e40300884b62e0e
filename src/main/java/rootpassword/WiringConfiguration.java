package rootpassword;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.transaction.support.TransactionOperations;
import rootpassword.alibaba.credentials.AccessKeys;
import rootpassword.alibaba.transport.AlibabaProperties;
import rootpassword.evidence.anchor.Anchors;
import rootpassword.evidence.anchor.Witnesses;
import rootpassword.evidence.seal.SealingLag;
import rootpassword.export.Exports;
import rootpassword.ledger.DatabaseClock;
import rootpassword.ledger.StaleAttemptSweeper;
import rootpassword.ledger.database.LedgerTransactions;
import rootpassword.ledger.health.LedgerHealthIndicator;
import rootpassword.ledger.trail.TrailPartitions;
import rootpassword.metrics.EvidenceGauges;
import rootpassword.metrics.ExportGauges;
import rootpassword.metrics.RuntimeGauges;
import rootpassword.reset.history.EvidenceLog;
import rootpassword.reset.reconciliation.CoveredInstances;
import rootpassword.security.access.ReloadingAccessRules;

/**
 * Connects packages that do not know each other: gauges with the components that provide
 * their values, the evidence with the ledger's transactions, and all of them with the
 * line that the log shows at the start.
 */
@Configuration(proxyBeanMethods = false)
final class WiringConfiguration {

	@Bean
	RuntimeGauges runtimeGauges(StaleAttemptSweeper sweeper, DatabaseClock clock, LedgerHealthIndicator ledger,
			TrailPartitions partitions, ReloadingAccessRules callers, AccessKeys keys) {
		return new RuntimeGauges(sweeper::swept, clock::jumps, ledger::writable, partitions::complete, callers::valid,
				keys::age, keys::remaining, keys::renewals, keys::failures);
	}

	@Bean
	StartLine startLine(JdbcConnectionDetails database, AlibabaProperties provider, ReloadingAccessRules rules,
			EvidenceLog evidence) {
		return new StartLine(database, provider, rules, evidence);
	}

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
	ExportGauges exportGauges(ObjectProvider<Exports> exports) {
		return new ExportGauges(exports.stream()
			.flatMap((all) -> all.status().stream())
			.map((status) -> new ExportGauges.Stream(status.destination(), status::lag, status::age, status::sent,
					status::skipped, status::failures, status::isConflicting, status::isStopped))
			.toList());
	}

	@Bean
	EvidenceGauges evidenceGauges(SealingLag lag, Anchors anchors, Witnesses witnesses) {
		return new EvidenceGauges(lag::age, anchors::failures, witnesses::failures, anchors::isConflicting,
				witnesses::isConflicting);
	}

	@Bean
	@ConditionalOnBooleanProperty("root-password.actiontrail.enabled")
	CoveredInstances coveredInstances(ReloadingAccessRules rules) {
		return (instance) -> rules.get().cover(instance);
	}

}
