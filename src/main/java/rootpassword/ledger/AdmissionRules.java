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
import rootpassword.reset.command.ResetCommand;
import rootpassword.reset.outcome.Rejection;

/**
 * The rules of admission, in order: the first rule with an answer decides. The rules only
 * read. While the instance's claim is locked, the answer is binding; otherwise it is a
 * snapshot.
 */
final class AdmissionRules {

	private final IdempotencyKeys keys;

	private final AttemptQuota quota;

	private final Attempts attempts;

	AdmissionRules(IdempotencyKeys keys, AttemptQuota quota, Attempts attempts) {
		this.keys = keys;
		this.quota = quota;
		this.attempts = attempts;
	}

	/**
	 * The refusal or replay for the command; empty if an attempt may be opened.
	 * @param known the attempts under the command's key, if there are any
	 */
	Optional<Admission> answer(ResetCommand command, Claim claim, @Nullable KeyedAttempts known) {
		if (known == null) {
			return instanceIsClaimed(claim).or(() -> limitIsReached(command));
		}
		return keyIsReused(command, known).or(() -> answerIsKnown(known))
			.or(() -> ownAttemptIsInFlight(known))
			.or(() -> anotherAttemptIsOpen(claim, known))
			.or(() -> laterAttemptWasSent(command, known))
			.or(() -> anotherRequestIsUnconfirmed(claim, known))
			.or(() -> keyMustPause(known));
	}

	private Optional<Admission> instanceIsClaimed(Claim claim) {
		return refusedIf(claim.live(), null, Rejection.IN_FLIGHT, claim.remaining(), null);
	}

	private Optional<Admission> limitIsReached(ResetCommand command) {
		return this.quota.pause(command).map((pause) -> new Refused(null, Rejection.RATE_LIMITED, pause));
	}

	private Optional<Admission> keyIsReused(ResetCommand command, KeyedAttempts known) {
		return refusedIf(!this.keys.matches(command, known), known.latest().id(), Rejection.KEY_REUSED, null, known);
	}

	private Optional<Admission> answerIsKnown(KeyedAttempts known) {
		return known.replayable()
			.flatMap((attempt) -> Optional.ofNullable(attempt.outcome())
				.map((outcome) -> new Replayed(attempt.id(), outcome, attempt.effective())));
	}

	private Optional<Admission> ownAttemptIsInFlight(KeyedAttempts known) {
		KeyedAttempt latest = known.latest();
		return refusedIf(latest.isInFlight(), latest.id(), Rejection.IN_FLIGHT, latest.remaining(), known);
	}

	/**
	 * Precedes {@code superseded}, which is final: the open attempt may still turn out to
	 * be unsent.
	 */
	private Optional<Admission> anotherAttemptIsOpen(Claim claim, KeyedAttempts known) {
		return refusedIf(claim.live() && this.attempts.isOpen(claim.holder()), null, Rejection.IN_FLIGHT,
				claim.remaining(), known);
	}

	private Optional<Admission> laterAttemptWasSent(ResetCommand command, KeyedAttempts known) {
		return refusedIf(this.keys.isSuperseded(command, known.latest()), known.latest().id(), Rejection.SUPERSEDED,
				null, known);
	}

	/**
	 * An unconfirmed attempt keeps its claim, which only a repeat of its key may pass.
	 */
	private Optional<Admission> anotherRequestIsUnconfirmed(Claim claim, KeyedAttempts known) {
		return refusedIf(claim.live() && !this.attempts.isUnconfirmedUnderKeyOf(claim.holder(), known.first()), null,
				Rejection.IN_FLIGHT, claim.remaining(), known);
	}

	private Optional<Admission> keyMustPause(KeyedAttempts known) {
		Duration pause = known.pause();
		return refusedIf(pause.isPositive(), known.latest().id(), Rejection.RATE_LIMITED, pause, known);
	}

	private static Optional<Admission> refusedIf(boolean condition, @Nullable AttemptId attempt, Rejection reason,
			@Nullable Duration retryAfter, @Nullable KeyedAttempts known) {
		return condition
				? Optional.of(new Refused(attempt, reason, retryAfter, (known != null) ? known.mayHaveChanged() : null))
				: Optional.empty();
	}

}
