package rootpassword.ledger.idempotency;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import rootpassword.reset.AttemptId;
import rootpassword.reset.outcome.EarlierOutcome;

/**
 * All attempts under one idempotency key.
 *
 * @param first the first attempt, to which all later attempts refer
 * @param fingerprint the fingerprint of the request
 * @param newestFirst the attempts, at least one
 */
public record KeyedAttempts(AttemptId first, String fingerprint, List<KeyedAttempt> newestFirst) {

	/** The maximum number of attempts under a key per hour. */
	public static final int PER_HOUR = 30;

	private static final Duration HOUR = Duration.ofHours(1);

	/** The pauses after the first, second, … attempt; the last one repeats. */
	private static final List<Duration> PAUSES = List.of(Duration.ofSeconds(1), Duration.ofSeconds(1),
			Duration.ofSeconds(1), Duration.ofSeconds(2), Duration.ofSeconds(4), Duration.ofSeconds(8),
			Duration.ofSeconds(16), Duration.ofSeconds(30));

	public KeyedAttempt latest() {
		return this.newestFirst.getFirst();
	}

	/**
	 * The attempt whose outcome is replayed: an accepted one, or else a final rejection.
	 * After an unconfirmed attempt no rejection is replayed, because it would deny a
	 * change that may have happened.
	 */
	public Optional<KeyedAttempt> replayable() {
		return this.newestFirst.stream()
			.filter(KeyedAttempt::isAccepted)
			.findFirst()
			.or(() -> Optional.of(latest()).filter((latest) -> latest.isRejectedForGood() && earlierOutcome() == null));
	}

	/** The outcome of the attempts, if one of them may have changed the password. */
	public @Nullable EarlierOutcome earlierOutcome() {
		if (this.newestFirst.stream().anyMatch(KeyedAttempt::isAccepted)) {
			return EarlierOutcome.ACCEPTED;
		}
		return this.newestFirst.stream().anyMatch(KeyedAttempt::isUnconfirmed) ? EarlierOutcome.UNCONFIRMED : null;
	}

	/**
	 * The pause before the next attempt, in whole seconds; zero or negative if it may be
	 * opened now.
	 */
	public Duration pause() {
		List<KeyedAttempt> recent = withinHour();
		Duration ofKey = pauseAfter(recent.size()).minus(latest().age());
		Duration ofHour = (recent.size() < PER_HOUR) ? Duration.ZERO : HOUR.minus(recent.get(PER_HOUR - 1).age());
		Duration longest = Stream.of(ofKey, ofHour, latest().providerPause()).max(Duration::compareTo).orElseThrow();
		// Rounded up: a repeat that comes a moment early would be refused again
		return Duration.ofSeconds(longest.plusNanos(999_999_999).toSeconds());
	}

	/** The pause after one more attempt. */
	public Duration nextPause() {
		return pauseAfter(withinHour().size() + 1);
	}

	private List<KeyedAttempt> withinHour() {
		return this.newestFirst.stream().filter((attempt) -> attempt.age().compareTo(HOUR) < 0).toList();
	}

	private static Duration pauseAfter(int attempts) {
		return PAUSES.get(Math.clamp(attempts, 1, PAUSES.size()) - 1);
	}

}
