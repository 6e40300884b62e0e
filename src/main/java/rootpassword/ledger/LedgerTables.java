package rootpassword.ledger;

import java.time.Duration;
import java.util.function.LongSupplier;

import org.springframework.jdbc.core.simple.JdbcClient;
import rootpassword.ledger.idempotency.IdempotencyKeys;
import rootpassword.ledger.quota.AttemptQuota;
import rootpassword.ledger.quota.AuditQuota;

/**
 * The tables of the ledger, and the admissions that decide on them.
 */
record LedgerTables(Claims claims, Attempts attempts, IdempotencyKeys keys, AuditTrail trail, Admissions admissions,
		AttemptQuota attemptQuota, AuditQuota auditQuota, DatabaseClock clock) {

	static LedgerTables of(JdbcClient jdbc, Duration lease, IdempotencyKeys keys, AttemptQuota attemptQuota,
			AuditQuota auditQuota, LongSupplier nanoTime) {
		Claims claims = new Claims(jdbc, lease);
		Attempts attempts = new Attempts(jdbc, lease);
		AuditTrail trail = new AuditTrail(jdbc);
		AdmissionRules rules = new AdmissionRules(keys, attemptQuota, attempts);
		return new LedgerTables(claims, attempts, keys, trail,
				new Admissions(claims, keys, rules, attempts, trail, attemptQuota, auditQuota), attemptQuota,
				auditQuota, new DatabaseClock(jdbc, lease, nanoTime));
	}

}
