package rootpassword.ledger;

import java.time.Clock;
import java.util.function.Function;

import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.simple.JdbcClient;
import rootpassword.ledger.database.DatabaseClock;
import rootpassword.ledger.database.LedgerProperties;
import rootpassword.ledger.database.LedgerTransactions;
import rootpassword.ledger.health.LedgerHealthIndicator;
import rootpassword.ledger.health.TrailUpkeep;
import rootpassword.ledger.idempotency.IdempotencyKeys;
import rootpassword.ledger.idempotency.IdempotencyProperties;
import rootpassword.ledger.quota.AuditQuota;
import rootpassword.ledger.quota.LimitProperties;
import rootpassword.ledger.reconciliation.JdbcReconciliationLedger;
import rootpassword.reset.Targets;
import rootpassword.reset.reconciliation.ProviderTrail;
import rootpassword.reset.reconciliation.ReconciliationLedger;
import rootpassword.reset.reconciliation.ReconciliationPlan;
import rootpassword.settings.DatabaseUrl;

/** Wires the ledger. */
@Configuration(proxyBeanMethods = false)
@Import({ AdmissionQuery.class, Admissions.class, Attempts.class, AuditTrail.class, Claims.class, IdempotencyKeys.class,
		JdbcAttemptHistory.class, Settlements.class })
final class LedgerConfiguration {

	@Bean
	AuditQuota auditQuota() {
		return new AuditQuota(AuditQuota.PER_MINUTE, System::nanoTime);
	}

	@Bean
	DatabaseClock databaseClock(JdbcClient jdbc, LedgerProperties properties) {
		return new DatabaseClock(jdbc, properties.lease(), System::nanoTime);
	}

	@Bean
	JdbcResetLedger resetLedger(LedgerTransactions transactions, Admissions admissions, Settlements settlements,
			Attempts attempts, AuditTrail trail, AuditQuota quota, DatabaseClock clock, LedgerProperties properties,
			Targets targets) {
		properties.requireLeaseBeyond(targets.limit());
		return new JdbcResetLedger(transactions, admissions, settlements, attempts, trail, quota, clock,
				properties.lease(), new AttemptIds(Clock.systemUTC()));
	}

	@Bean
	LedgerHealthIndicator ledgerHealthIndicator(LedgerTransactions transactions, JdbcClient jdbc) {
		return new LedgerHealthIndicator(transactions, jdbc);
	}

	@Bean
	LedgerMaintenance ledgerMaintenance(JdbcResetLedger ledger, LedgerTransactions transactions, Claims claims,
			Attempts attempts, IdempotencyKeys keys, Settlements settlements, AuditTrail trail, AuditQuota quota,
			DatabaseClock clock, LedgerProperties properties, IdempotencyProperties idempotency,
			LimitProperties limits) {
		requireRetention(properties, idempotency, limits);
		return new LedgerMaintenance(ledger, transactions, claims, attempts, keys, settlements, trail, quota, clock,
				properties.attemptRetention());
	}

	/** Stops the start if attempts would be deleted that the service may still read. */
	static void requireRetention(LedgerProperties properties, IdempotencyProperties idempotency,
			LimitProperties limits) {
		properties.requireRetentionBeyond(properties.lease(), LedgerProperties.LEASE);
		properties.requireRetentionBeyond(idempotency.retention(), "root-password.idempotency.retention");
		properties.requireRetentionBeyond(limits.instance().window(), "root-password.limits.per-instance");
		properties.requireRetentionBeyond(limits.caller().window(), "root-password.limits.per-caller");
	}

	@Bean
	TrailUpkeep trailUpkeep(JdbcClient jdbc, LedgerTransactions transactions, JdbcConnectionDetails database) {
		return new TrailUpkeep(jdbc, transactions, DatabaseUrl.isPostgres(database.getJdbcUrl()));
	}

	@Bean
	@ConditionalOnBooleanProperty("root-password.actiontrail.enabled")
	Function<ProviderTrail, ReconciliationLedger> reconciliationLedgers(JdbcClient jdbc,
			LedgerTransactions transactions, AuditTrail trail, Settlements settlements, LedgerProperties properties,
			ReconciliationPlan plan) {
		properties.requireRetentionBeyond(plan.horizon(), "twice root-password.actiontrail.until");
		return (source) -> new JdbcReconciliationLedger(jdbc, transactions,
				(attempt, event) -> settlements.reconcile(source.target(), attempt, event),
				(event) -> trail.appendForeignChange(source.target(), event), plan, source);
	}

}
