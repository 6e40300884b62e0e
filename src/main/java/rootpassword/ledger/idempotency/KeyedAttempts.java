package rootpassword.ledger.idempotency;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

import org.jspecify.annotations.Nullable;
import rootpassword.reset.AttemptId;
import rootpassword.reset.EarlierOutcome;

/**
 * All attempts under one idempotency key.
 *
 * @param first the first of them, to which all later ones are linked
 * @param fingerprint that of their content
 * @param newestFirst at least one
 */
public record KeyedAttempts(AttemptId first, String fingerprint, List<KeyedAttempt> newestFirst) {

	/** How many attempts a key may have within an hour. */
	public static final int PER_HOUR = 30;

	private static final Duration HOUR = Duration.ofHours(1);

	/** The pause after the first, second, … attempt; the last one stays. */
	private static final List<Duration> PAUSES = List.of(Duration.ofSeconds(1), Duration.ofSeconds(1),
			Duration.ofSeconds(1), Duration.ofSeconds(2), Duration.ofSeconds(4), Duration.ofSeconds(8),
			Duration.ofSeconds(16), Duration.ofSeconds(30));

	public KeyedAttempt latest() {
		return this.newestFirst.getFirst();
	}

	/**
	 * The attempt whose outcome is the answer of the key for ever. An accepted one always
	 * is. A rejection is not while an attempt before it is unconfirmed: it would deny a
	 * change that may have happened.
	 */
	public Optional<KeyedAttempt> standing() {
		return this.newestFirst.stream()
			.filter(KeyedAttempt::isAccepted)
			.findFirst()
			.or(() -> Optional.of(latest()).filter((latest) -> latest.isRejectedForGood() && mayHaveChanged() == null));
	}

	/** What the attempts that are over may have changed. */
	public @Nullable EarlierOutcome mayHaveChanged() {
		if (this.newestFirst.stream().anyMatch(KeyedAttempt::isAccepted)) {
			return EarlierOutcome.ACCEPTED;
		}
		return this.newestFirst.stream().anyMatch(KeyedAttempt::isUnconfirmed) ? EarlierOutcome.UNCONFIRMED : null;
	}

	/**
	 * How long the key has to rest before the next attempt; zero or less if it may run.
	 */
	public Duration rest() {
		Duration pause = pauseAfter(lately().size()).minus(latest().age());
		Duration rest = (pause.compareTo(latest().asked()) > 0) ? pause : latest().asked();
		if (lately().size() < PER_HOUR) {
			return rest;
		}
		Duration room = HOUR.minus(lately().get(PER_HOUR - 1).age());
		return (room.compareTo(rest) > 0) ? room : rest;
	}

	/** How long it will have to rest once one more attempt has been made now. */
	public Duration nextRest() {
		return pauseAfter(lately().size() + 1);
	}

	private List<KeyedAttempt> lately() {
		return this.newestFirst.stream().filter((attempt) -> attempt.age().compareTo(HOUR) < 0).toList();
	}

	private static Duration pauseAfter(int attempts) {
		return PAUSES.get(Math.clamp(attempts, 1, PAUSES.size()) - 1);
	}

}
