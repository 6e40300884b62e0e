package rootpassword.ledger;

import java.time.Duration;
import java.util.Optional;

import org.jspecify.annotations.Nullable;
import rootpassword.ledger.Claims.Claim;
import rootpassword.reset.Admission;
import rootpassword.reset.Admission.Admitted;
import rootpassword.reset.Admission.Refused;
import rootpassword.reset.Admission.Replayed;
import rootpassword.reset.AttemptId;
import rootpassword.reset.Deadline;
import rootpassword.reset.IdempotencyKey;
import rootpassword.reset.Rejection;
import rootpassword.reset.ResetCommand;
import rootpassword.reset.ResetOutcome;

/**
 * Decides who may go, within one transaction that holds the instance's claim from its
 * first statement on.
 */
final class Admissions {

	private static final Duration PAUSE = Duration.ofSeconds(1);

	private final Claims claims;

	private final IdempotencyKeys keys;

	private final RateLimits limits;

	private final Attempts attempts;

	private final AuditTrail trail;

	private final RefusalCap cap;

	Admissions(Claims claims, IdempotencyKeys keys, RateLimits limits, Attempts attempts, AuditTrail trail,
			RefusalCap cap) {
		this.claims = claims;
		this.keys = keys;
		this.limits = limits;
		this.attempts = attempts;
		this.trail = trail;
		this.cap = cap;
	}

	Admission admit(ResetCommand command, AttemptId attempt, Deadline end) {
		Claim claim = this.claims.lock(command.instance());
		IdempotencyKey key = command.key();
		Run last = (key != null) ? this.keys.latest(command, key).orElse(null) : null;
		Optional<Admission> against = (last != null) ? against(command, claim, last) : against(command, claim);
		return against.orElseGet(() -> open(command, attempt, (last != null) ? last.first() : null, end));
	}

	/** What stands against a command that is new. */
	private Optional<Admission> against(ResetCommand command, Claim claim) {
		if (claim.live()) {
			return Optional.of(refused(command, null, null, Rejection.IN_FLIGHT, claim.remaining()));
		}
		return this.limits.pause(command).map((pause) -> refused(command, null, null, Rejection.RATE_LIMITED, pause));
	}

	/** What stands against a command whose key has been used before. */
	private Optional<Admission> against(ResetCommand command, Claim claim, Run last) {
		if (!this.keys.matches(command, last)) {
			return Optional.of(refused(command, last, last.attempt(), Rejection.KEY_REUSED, null));
		}
		Optional<ResetOutcome> standing = last.standing();
		if (standing.isPresent()) {
			return Optional.of(replayed(command, last, standing.get()));
		}
		if (last.underWay()) {
			return Optional.of(refused(command, last, last.attempt(), Rejection.IN_FLIGHT, last.remaining()));
		}
		// Comes first, because superseded is final: what is under way may yet turn out
		// never to have been sent
		boolean open = claim.live() && this.attempts.isOpen(claim.holder());
		if (!open && this.keys.isSuperseded(command, last)) {
			return Optional.of(refused(command, last, last.attempt(), Rejection.SUPERSEDED, null));
		}
		// Only an unconfirmed run of this very key may be overtaken
		if (open || (claim.live() && !this.attempts.isUnconfirmedRun(claim.holder(), last.first()))) {
			return Optional.of(refused(command, last, null, Rejection.IN_FLIGHT, claim.remaining()));
		}
		if (last.recent()) {
			return Optional.of(refused(command, last, last.attempt(), Rejection.RATE_LIMITED, PAUSE));
		}
		return Optional.empty();
	}

	private Admission open(ResetCommand command, AttemptId attempt, @Nullable AttemptId first, Deadline end) {
		this.claims.take(command.instance(), attempt);
		this.attempts.open(attempt, command, first);
		IdempotencyKey key = command.key();
		if (key != null) {
			this.keys.remember(command, key, (first != null) ? first : attempt, attempt);
		}
		this.trail.opened(attempt);
		return new Admitted(attempt, end);
	}

	private Admission replayed(ResetCommand command, Run last, ResetOutcome outcome) {
		if (this.cap.leavesRoomFor(command.actor())) {
			this.trail.replayed(command, last);
		}
		return new Replayed(last.attempt(), outcome);
	}

	private Admission refused(ResetCommand command, @Nullable Run last, @Nullable AttemptId told, Rejection reason,
			@Nullable Duration retryAfter) {
		if (this.cap.leavesRoomFor(command.actor())) {
			this.trail.refused(command, reason, (last != null) ? last.first() : null);
		}
		return new Refused(told, reason, retryAfter);
	}

}
