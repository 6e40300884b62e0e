package rootpassword.alibaba.credentials;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ThreadLocalRandom;

/**
 * The time of the next refresh: at 70 % of a key's lifetime. After a failure the pause is
 * 1 s, then 2, 4, 8 and 10 s. Times vary at random, so that replicas do not refresh at
 * once. Not thread-safe.
 */
final class RefreshSchedule {

	private static final int MAX_PAUSE_SECONDS = 10;

	private static final Duration MIN_BETWEEN_EARLY = Duration.ofSeconds(30);

	private Instant lastRefresh = Instant.MIN;

	private Instant next = Instant.MIN;

	private Instant lastEarly = Instant.MIN;

	private int failures;

	boolean isDue(Instant now) {
		return !now.isBefore(this.next) || isClockSetBack(now, this.lastRefresh);
	}

	/**
	 * Makes a refresh due now.
	 * @return false if this happened less than 30 seconds ago
	 */
	boolean makeDue(Instant now) {
		if (now.isBefore(this.lastEarly.plus(MIN_BETWEEN_EARLY)) && !isClockSetBack(now, this.lastEarly)) {
			return false;
		}
		this.lastEarly = now;
		this.next = now;
		return true;
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
		this.lastRefresh = now;
		this.next = now.plus(time.multipliedBy(percent).dividedBy(100));
	}

	private static boolean isClockSetBack(Instant now, Instant earlier) {
		return now.isBefore(earlier);
	}

}
