package rootpassword.ledger;

import java.time.Duration;

/**
 * How long callers are told to wait: whole seconds, and never none at all.
 */
final class Waits {

	private Waits() {
	}

	static Duration atLeastOne(int seconds) {
		return Duration.ofSeconds(Math.max(1, seconds));
	}

}
