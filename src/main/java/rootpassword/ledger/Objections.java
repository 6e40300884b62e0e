package rootpassword.ledger;

import java.time.Duration;
import java.util.Optional;

import org.jspecify.annotations.Nullable;
import rootpassword.ledger.Claims.Claim;
import rootpassword.reset.Admission;
import rootpassword.reset.Admission.Refused;
import rootpassword.reset.Admission.Replayed;
import rootpassword.reset.AttemptId;
import rootpassword.reset.Rejection;
import rootpassword.reset.ResetCommand;
import rootpassword.reset.ResetOutcome;

/**
 * Says what stands against an attempt, without changing anything. It is right for as long
 * as whoever asks holds the instance's claim, and a good guess otherwise.
 */
final class Objections {

	private static final Duration PAUSE = Duration.ofSeconds(1);

	private final IdempotencyKeys keys;

	private final RateLimits limits;

	private final Attempts attempts;

	Objections(IdempotencyKeys keys, RateLimits limits, Attempts attempts) {
		this.keys = keys;
		this.limits = limits;
		this.attempts = attempts;
	}

	/**
	 * The answer that stands already, or why there is none.
	 * @param last the last run under the command's key, if there was one
	 */
	Optional<Admission> against(ResetCommand command, Claim claim, @Nullable Run last) {
		return (last != null) ? againstRepeat(command, claim, last) : againstFirst(command, claim);
	}

	private Optional<Admission> againstFirst(ResetCommand command, Claim claim) {
		if (claim.live()) {
			return refused(null, Rejection.IN_FLIGHT, claim.remaining());
		}
		return this.limits.pause(command).flatMap((pause) -> refused(null, Rejection.RATE_LIMITED, pause));
	}

	private Optional<Admission> againstRepeat(ResetCommand command, Claim claim, Run last) {
		if (!this.keys.matches(command, last)) {
			return refused(last.attempt(), Rejection.KEY_REUSED, null);
		}
		Optional<ResetOutcome> standing = last.standing();
		if (standing.isPresent()) {
			return Optional.of(new Replayed(last.attempt(), standing.get()));
		}
		if (last.underWay()) {
			return refused(last.attempt(), Rejection.IN_FLIGHT, last.remaining());
		}
		// Comes first, because superseded is final: what is under way may yet turn out
		// never to have been sent
		boolean open = claim.live() && this.attempts.isOpen(claim.holder());
		if (!open && this.keys.isSuperseded(command, last)) {
			return refused(last.attempt(), Rejection.SUPERSEDED, null);
		}
		// Only an unconfirmed run of this very key may be overtaken
		if (open || (claim.live() && !this.attempts.isUnconfirmedRun(claim.holder(), last.first()))) {
			return refused(null, Rejection.IN_FLIGHT, claim.remaining());
		}
		if (last.recent()) {
			return refused(last.attempt(), Rejection.RATE_LIMITED, PAUSE);
		}
		return Optional.empty();
	}

	private static Optional<Admission> refused(@Nullable AttemptId told, Rejection reason,
			@Nullable Duration retryAfter) {
		return Optional.of(new Refused(told, reason, retryAfter));
	}

}
