package rootpassword.ledger;

import java.time.Clock;

import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcOperations;
import org.springframework.jdbc.core.simple.JdbcClient;
import rootpassword.ledger.database.LedgerTransactions;
import rootpassword.ledger.fingerprint.Fingerprints;
import rootpassword.ledger.health.LedgerHealthIndicator;
import rootpassword.ledger.idempotency.IdempotencyKeys;
import rootpassword.ledger.idempotency.IdempotencyProperties;
import rootpassword.ledger.quota.AttemptQuota;
import rootpassword.ledger.quota.AuditQuota;
import rootpassword.ledger.quota.LimitProperties;
import rootpassword.ledger.reconciliation.JdbcReconciliationLedger;
import rootpassword.ledger.trail.TrailPartitions;
import rootpassword.ledger.trail.TrailPrivileges;
import rootpassword.reset.AccountGateway;
import rootpassword.reset.reconciliation.ReconciliationLedger;
import rootpassword.reset.reconciliation.ReconciliationPlan;
import rootpassword.settings.DatabaseUrl;

/**
 * Wires the ledger.
 */
@Configuration(proxyBeanMethods = false)
final class LedgerConfiguration {

	@Bean
	LedgerTables ledgerTables(JdbcClient jdbc, LedgerProperties properties, Fingerprints fingerprints,
			IdempotencyProperties idempotency, LimitProperties limits, JdbcConnectionDetails database) {
		return LedgerTables.of(jdbc, properties.lease(),
				new IdempotencyKeys(jdbc, fingerprints, idempotency.retention()),
				new AttemptQuota(jdbc, limits.instance(), limits.caller(), isPostgres(database)),
				new AuditQuota(AuditQuota.PER_MINUTE, System::nanoTime), System::nanoTime);
	}

	@Bean
	JdbcResetLedger resetLedger(LedgerTables tables, LedgerTransactions transactions, LedgerProperties properties,
			AccountGateway gateway, NamedParameterJdbcOperations jdbc, JdbcConnectionDetails database) {
		properties.requireLeaseBeyond(gateway.deadline());
		return new JdbcResetLedger(tables, transactions, properties.lease(), new AttemptIds(Clock.systemUTC()),
				PostgresSingleStatements.of(database.getJdbcUrl(), jdbc, properties.lease(), tables));
	}

	@Bean
	DatabaseClock databaseClock(LedgerTables tables) {
		return tables.clock();
	}

	@Bean
	JdbcAttemptHistory attemptHistory(JdbcClient jdbc, LedgerTransactions transactions) {
		return new JdbcAttemptHistory(jdbc, transactions);
	}

	@Bean
	LedgerHealthIndicator ledgerHealthIndicator(LedgerTransactions transactions, JdbcClient jdbc) {
		return new LedgerHealthIndicator(transactions, jdbc);
	}

	@Bean
	LedgerMaintenance ledgerMaintenance(JdbcResetLedger ledger, LedgerTransactions transactions, LedgerTables tables,
			LedgerProperties properties, IdempotencyProperties idempotency, LimitProperties limits) {
		properties.requireRetentionBeyond(properties.lease(), LedgerProperties.LEASE);
		properties.requireRetentionBeyond(idempotency.retention(), "root-password.idempotency.retention");
		properties.requireRetentionBeyond(limits.instance().window(), "root-password.limits.per-instance");
		properties.requireRetentionBeyond(limits.caller().window(), "root-password.limits.per-caller");
		return new LedgerMaintenance(ledger, transactions, tables, properties.attemptRetention());
	}

	@Bean
	TrailPartitions trailPartitions(JdbcClient jdbc, LedgerTransactions transactions, JdbcConnectionDetails database) {
		return new TrailPartitions(jdbc, transactions, isPostgres(database));
	}

	@Bean
	TrailPrivileges trailPrivileges(JdbcClient jdbc, LedgerTransactions transactions, JdbcConnectionDetails database) {
		return new TrailPrivileges(jdbc, transactions, isPostgres(database));
	}

	@Bean
	StaleAttemptSweeper staleAttemptSweeper(JdbcResetLedger ledger, LedgerTransactions transactions,
			LedgerTables tables) {
		return new StaleAttemptSweeper(ledger, transactions, tables);
	}

	@Bean
	@ConditionalOnBooleanProperty("root-password.actiontrail.enabled")
	ReconciliationLedger reconciliationLedger(JdbcClient jdbc, LedgerTransactions transactions, LedgerTables tables,
			LedgerProperties properties, ReconciliationPlan plan) {
		properties.requireRetentionBeyond(plan.horizon(), "twice root-password.actiontrail.until");
		Settlements settlements = new Settlements(tables);
		return new JdbcReconciliationLedger(jdbc, transactions, settlements::reconcile, tables.trail()::foreignChange,
				plan);
	}

	private static boolean isPostgres(JdbcConnectionDetails database) {
		return DatabaseUrl.isPostgres(database.getJdbcUrl());
	}

}
