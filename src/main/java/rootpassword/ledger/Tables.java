package rootpassword.ledger;

import java.time.Duration;

import rootpassword.reset.Fingerprints;

import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * All that the ledger writes to, and the rules by which it is read.
 */
record Tables(Claims claims, Attempts attempts, IdempotencyKeys keys, AuditTrail trail, Admissions admissions,
		RefusalCap cap) {

	static Tables of(JdbcClient jdbc, Duration lease, Fingerprints fingerprints, Duration retention, RateLimits limits,
			RefusalCap cap) {
		Claims claims = new Claims(jdbc, lease);
		Attempts attempts = new Attempts(jdbc, lease);
		IdempotencyKeys keys = new IdempotencyKeys(jdbc, fingerprints, retention);
		AuditTrail trail = new AuditTrail(jdbc);
		return new Tables(claims, attempts, keys, trail,
				new Admissions(claims, keys, new AdmissionRules(keys, limits, attempts), attempts, trail, cap), cap);
	}

}
