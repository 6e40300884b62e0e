package rootpassword.ledger.admission;

import java.time.Duration;
import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;
import rootpassword.ledger.idempotency.KeyedAttempts;
import rootpassword.ledger.idempotency.KeyedAttempts.KeyedAttempt;
import rootpassword.reset.Admission;
import rootpassword.reset.Admission.Refused;
import rootpassword.reset.Admission.Replayed;
import rootpassword.reset.AttemptId;
import rootpassword.reset.outcome.Rejection;

/**
 * The rules of admission, in order: the first rule with an answer decides. A rule depends
 * on the facts alone.
 */
public enum AdmissionRule {

	/** The key has other content. */
	KEY_IS_REUSED(ofKey((facts, known) -> facts.sameContent() ? null
			: refused(facts, known.latest().id(), Rejection.KEY_REUSED, null))),

	/** The key has a final outcome. */
	ANSWER_IS_KNOWN(ofKey((facts, known) -> known.replayable()
		.map((attempt) -> new Replayed(attempt.id(), Objects.requireNonNull(attempt.outcome()), attempt.effective()))
		.orElse(null))),

	/** The latest attempt under the key is open. */
	OWN_ATTEMPT_IS_IN_FLIGHT(ofKey((facts, known) -> {
		KeyedAttempt latest = known.latest();
		return latest.isInFlight() ? refused(facts, latest.id(), Rejection.IN_FLIGHT, latest.remaining()) : null;
	})),

	/**
	 * Precedes the next rule, which is final, because the open attempt may turn out to be
	 * unsent.
	 */
	ANOTHER_ATTEMPT_IS_OPEN((facts) -> (facts.claim().live() && facts.claim().isOpen()) ? claimed(facts) : null),

	/** A repeat would put an old password back. */
	LATER_ATTEMPT_WAS_SENT(ofKey((facts, known) -> facts.laterAttempt()
			? refused(facts, known.latest().id(), Rejection.SUPERSEDED, null) : null)),

	/**
	 * An unconfirmed attempt keeps its claim, which only a repeat of its key may pass.
	 */
	ANOTHER_REQUEST_HAS_THE_CLAIM((facts) -> (facts.claim().live()
			&& !(facts.first() != null && facts.claim().isUnconfirmedUnder(facts.first()))) ? claimed(facts) : null),

	/** The key was used a moment ago, or too often. */
	KEY_MUST_PAUSE(ofKey((facts, known) -> known.pause().isPositive()
			? refused(facts, known.latest().id(), Rejection.RATE_LIMITED, known.pause()) : null)),

	/** A new key, or a request without one, counts against two limits. */
	LIMIT_IS_REACHED((facts) -> {
		Duration ofInstance = facts.ofInstance().pause();
		Duration ofCaller = facts.ofCaller().pause();
		Duration pause = (ofInstance.compareTo(ofCaller) > 0) ? ofInstance : ofCaller;
		return (facts.known() == null && pause.isPositive()) ? refused(facts, null, Rejection.RATE_LIMITED, pause)
				: null;
	});

	@SuppressWarnings("ImmutableEnumChecker")
	private final Function<AdmissionFacts, @Nullable Admission> rule;

	AdmissionRule(Function<AdmissionFacts, @Nullable Admission> rule) {
		this.rule = rule;
	}

	/** The refusal or replay for these facts; empty if an attempt may be opened. */
	public static Optional<Admission> decide(AdmissionFacts facts) {
		return Arrays.stream(values()).flatMap((rule) -> rule.answer(facts).stream()).findFirst();
	}

	/** The answer of this rule alone; empty if it does not apply. */
	Optional<Admission> answer(AdmissionFacts facts) {
		return Optional.ofNullable(this.rule.apply(facts));
	}

	/** A rule about a key that is known. */
	private static Function<AdmissionFacts, @Nullable Admission> ofKey(
			BiFunction<AdmissionFacts, KeyedAttempts, @Nullable Admission> rule) {
		return (facts) -> (facts.known() != null) ? rule.apply(facts, facts.known()) : null;
	}

	private static Admission claimed(AdmissionFacts facts) {
		return refused(facts, null, Rejection.IN_FLIGHT, facts.claim().remaining());
	}

	private static Admission refused(AdmissionFacts facts, @Nullable AttemptId attempt, Rejection reason,
			@Nullable Duration retryAfter) {
		KeyedAttempts known = facts.known();
		return new Refused(attempt, reason, retryAfter, (known != null) ? known.earlierOutcome() : null);
	}

}
