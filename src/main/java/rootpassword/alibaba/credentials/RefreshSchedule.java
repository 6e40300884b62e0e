package rootpassword.alibaba.credentials;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ThreadLocalRandom;

/**
 * The time of the next fetch: at 70 % of a key's lifetime. After a failure the pause is 1
 * s, then 2, 4, 8 and 10 s. Times vary at random, so that replicas do not fetch at once.
 * A clock that was set back makes a fetch due. Not thread-safe.
 */
final class RefreshSchedule {

	private static final int MAX_PAUSE_SECONDS = 10;

	private static final Duration BETWEEN_REFUSALS = Duration.ofSeconds(30);

	private Instant last = Instant.MIN;

	private Instant next = Instant.MIN;

	private Instant lastRefusal = Instant.MIN;

	private int failures;

	boolean isDue(Instant now) {
		return !now.isBefore(this.next) || now.isBefore(this.last);
	}

	/**
	 * Makes a fetch due now, because the provider refused the key.
	 * @return false, and nothing is due, if this happened less than 30 seconds ago
	 */
	boolean makeDue(Instant now) {
		boolean again = now.isBefore(this.lastRefusal.plus(BETWEEN_REFUSALS)) && !now.isBefore(this.lastRefusal);
		if (!again) {
			this.lastRefusal = now;
			this.next = now;
		}
		return !again;
	}

	void succeeded(Instant now, Duration lifetime) {
		this.failures = 0;
		plan(now, lifetime, 68, 72);
	}

	void failed(Instant now) {
		int seconds = Math.min(1 << Math.min(this.failures++, 4), MAX_PAUSE_SECONDS);
		plan(now, Duration.ofSeconds(seconds), 80, 120);
	}

	private void plan(Instant now, Duration time, int minPercent, int maxPercent) {
		int percent = ThreadLocalRandom.current().nextInt(minPercent, maxPercent + 1);
		this.last = now;
		this.next = now.plus(time.multipliedBy(percent).dividedBy(100));
	}

}
