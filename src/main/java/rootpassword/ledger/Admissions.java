package rootpassword.ledger;

import java.util.Objects;
import java.util.Optional;

import org.jspecify.annotations.Nullable;
import rootpassword.ledger.Claims.Claim;
import rootpassword.ledger.idempotency.IdempotencyKeys;
import rootpassword.ledger.idempotency.KeyedAttempts;
import rootpassword.ledger.quota.AttemptQuota;
import rootpassword.ledger.quota.AuditQuota;
import rootpassword.ledger.quota.AuditQuota.Kind;
import rootpassword.reset.Admission;
import rootpassword.reset.Admission.Admitted;
import rootpassword.reset.Admission.Refused;
import rootpassword.reset.Admission.Replayed;
import rootpassword.reset.AttemptId;
import rootpassword.reset.Deadline;
import rootpassword.reset.command.IdempotencyKey;
import rootpassword.reset.command.ResetCommand;
import rootpassword.reset.outcome.Rejection;

/**
 * Admits, replays or refuses a command and records the decision, in a transaction that
 * locks the instance's claim first. A validation locks nothing.
 */
final class Admissions {

	private final Claims claims;

	private final IdempotencyKeys keys;

	private final AdmissionRules rules;

	private final Attempts attempts;

	private final AuditTrail trail;

	private final AttemptQuota attemptQuota;

	private final AuditQuota auditQuota;

	Admissions(Claims claims, IdempotencyKeys keys, AdmissionRules rules, Attempts attempts, AuditTrail trail,
			AttemptQuota attemptQuota, AuditQuota auditQuota) {
		this.claims = claims;
		this.keys = keys;
		this.rules = rules;
		this.attempts = attempts;
		this.trail = trail;
		this.attemptQuota = attemptQuota;
		this.auditQuota = auditQuota;
	}

	Admission admit(ResetCommand command, AttemptId attempt, Deadline lease) {
		Claim claim = this.claims.lock(command.instance());
		KeyedAttempts known = known(command);
		Admission admission = this.rules.answer(command, claim, known)
			.orElseGet(() -> open(command, attempt, known, lease));
		switch (admission) {
			case Admitted admitted -> {
			}
			case Replayed replayed -> replay(command, replayed);
			case Refused refused -> refuse(command, claim, refused, known);
		}
		return admission;
	}

	/** The refusal of the command at this moment; a replay is none. */
	Optional<Refused> validate(ResetCommand command) {
		Claim claim = this.claims.read(command.instance());
		KeyedAttempts known = known(command);
		Optional<Refused> refused = this.rules.answer(command, claim, known)
			.flatMap((answer) -> (answer instanceof Refused refusal) ? Optional.of(refusal) : Optional.empty());
		Rejection reason = refused.map(Refused::reason).orElse(null);
		if (this.auditQuota.permits(command.origin().actor(), Kind.validated(reason))) {
			this.trail.validated(command, reason, first(known));
		}
		return refused;
	}

	private Admission open(ResetCommand command, AttemptId attempt, @Nullable KeyedAttempts known, Deadline lease) {
		AttemptId first = first(known);
		this.claims.assign(command.instance(), attempt);
		this.attempts.open(attempt, command, first);
		IdempotencyKey key = command.key();
		if (key != null) {
			this.keys.remember(command, key, (first != null) ? first : attempt, attempt);
		}
		if (first == null) {
			this.attemptQuota.count(command);
		}
		this.trail.opened(attempt);
		return (known != null) ? new Admitted(attempt, lease, known.mayHaveChanged(), known.nextPause())
				: new Admitted(attempt, lease);
	}

	private void replay(ResetCommand command, Replayed replayed) {
		this.keys.prolong(command, Objects.requireNonNull(command.key()));
		if (this.auditQuota.permits(command.origin().actor(), Kind.REPLAYED)) {
			this.trail.replayed(command, replayed.attempt());
		}
	}

	private void refuse(ResetCommand command, Claim claim, Refused refused, @Nullable KeyedAttempts known) {
		if (claim.holder() == null) {
			// Invented instance ids must not fill the table
			this.claims.removeUnused(command.instance());
		}
		if (this.auditQuota.permits(command.origin().actor(), Kind.refused(refused.reason()))) {
			this.trail.refused(command, refused.reason(), first(known));
		}
	}

	private @Nullable KeyedAttempts known(ResetCommand command) {
		IdempotencyKey key = command.key();
		return (key != null) ? this.keys.find(command, key).orElse(null) : null;
	}

	private static @Nullable AttemptId first(@Nullable KeyedAttempts known) {
		return (known != null) ? known.first() : null;
	}

}
