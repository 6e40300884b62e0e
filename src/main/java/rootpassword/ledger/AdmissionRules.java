package rootpassword.ledger;

import java.time.Duration;
import java.util.Optional;

import org.jspecify.annotations.Nullable;
import rootpassword.ledger.Claims.Claim;
import rootpassword.ledger.idempotency.IdempotencyKeys;
import rootpassword.ledger.idempotency.KeyedAttempt;
import rootpassword.ledger.idempotency.KeyedAttempts;
import rootpassword.ledger.quota.AttemptQuota;
import rootpassword.reset.Admission;
import rootpassword.reset.Admission.Refused;
import rootpassword.reset.Admission.Replayed;
import rootpassword.reset.AttemptId;
import rootpassword.reset.Rejection;
import rootpassword.reset.ResetCommand;

/**
 * The rules of admission, in the order in which they are asked; the first that has an
 * answer decides. They change nothing. Their answer holds while the instance's claim is
 * locked, and is a good guess otherwise.
 */
final class AdmissionRules {

	private final IdempotencyKeys keys;

	private final AttemptQuota limits;

	private final Attempts attempts;

	AdmissionRules(IdempotencyKeys keys, AttemptQuota limits, Attempts attempts) {
		this.keys = keys;
		this.limits = limits;
		this.attempts = attempts;
	}

	/**
	 * Why no attempt may be opened: a refusal, or an answer that stands already.
	 * @param known the attempts under the command's key, if there are any
	 */
	Optional<Admission> answer(ResetCommand command, Claim claim, @Nullable KeyedAttempts known) {
		if (known == null) {
			return instanceIsClaimed(claim).or(() -> limitIsReached(command));
		}
		return keyIsReused(command, known).or(() -> answerStands(known))
			.or(() -> ownAttemptIsInFlight(known))
			.or(() -> anotherAttemptIsOpen(claim, known))
			.or(() -> laterAttemptWasSent(command, known))
			.or(() -> anotherRequestIsUnconfirmed(claim, known))
			.or(() -> keyMustRest(known));
	}

	private Optional<Admission> instanceIsClaimed(Claim claim) {
		return refusedIf(claim.live(), null, Rejection.IN_FLIGHT, claim.remaining(), null);
	}

	private Optional<Admission> limitIsReached(ResetCommand command) {
		return this.limits.pause(command).map((pause) -> new Refused(null, Rejection.RATE_LIMITED, pause));
	}

	private Optional<Admission> keyIsReused(ResetCommand command, KeyedAttempts known) {
		return refusedIf(!this.keys.matches(command, known), known.latest().id(), Rejection.KEY_REUSED, null, known);
	}

	private Optional<Admission> answerStands(KeyedAttempts known) {
		return known.standing()
			.flatMap((standing) -> Optional.ofNullable(standing.outcome())
				.map((outcome) -> new Replayed(standing.id(), outcome)));
	}

	private Optional<Admission> ownAttemptIsInFlight(KeyedAttempts known) {
		KeyedAttempt latest = known.latest();
		return refusedIf(latest.isInFlight(), latest.id(), Rejection.IN_FLIGHT, latest.remaining(), known);
	}

	/**
	 * Comes before {@code superseded}, which is final: the other attempt may yet turn out
	 * never to have been sent.
	 */
	private Optional<Admission> anotherAttemptIsOpen(Claim claim, KeyedAttempts known) {
		return refusedIf(claim.live() && this.attempts.isOpen(claim.holder()), null, Rejection.IN_FLIGHT,
				claim.remaining(), known);
	}

	private Optional<Admission> laterAttemptWasSent(ResetCommand command, KeyedAttempts known) {
		return refusedIf(this.keys.isSuperseded(command, known.latest()), known.latest().id(), Rejection.SUPERSEDED,
				null, known);
	}

	/** An unconfirmed attempt keeps its claim; only a repeat of its own key may pass. */
	private Optional<Admission> anotherRequestIsUnconfirmed(Claim claim, KeyedAttempts known) {
		return refusedIf(claim.live() && !this.attempts.isUnconfirmedRun(claim.holder(), known.first()), null,
				Rejection.IN_FLIGHT, claim.remaining(), known);
	}

	private Optional<Admission> keyMustRest(KeyedAttempts known) {
		Duration rest = known.rest();
		return refusedIf(rest.isPositive(), known.latest().id(), Rejection.RATE_LIMITED, rest, known);
	}

	private static Optional<Admission> refusedIf(boolean broken, @Nullable AttemptId told, Rejection reason,
			@Nullable Duration retryAfter, @Nullable KeyedAttempts known) {
		return broken
				? Optional.of(new Refused(told, reason, retryAfter, (known != null) ? known.mayHaveChanged() : null))
				: Optional.empty();
	}

}
