package rootpassword.ledger;

import java.time.Duration;

/**
 * How long callers are told to wait: whole seconds, and never none at all.
 */
final class Waits {

	private Waits() {
	}

	/** Rounded up: a repeat that comes a moment early would be refused again. */
	static Duration inSeconds(Duration wait) {
		return Duration.ofSeconds(Math.max(1, wait.plusNanos(999_999_999).toSeconds()));
	}

	static Duration atLeastOne(int seconds) {
		return Duration.ofSeconds(Math.max(1, seconds));
	}

}
