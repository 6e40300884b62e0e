package rootpassword.alibaba.credentials;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ThreadLocalRandom;

/**
 * When to ask for the next key: long before the present one ends, and after a failure
 * soon, then less often. Never quite to the second, lest all replicas ask at once.
 */
final class RefreshSchedule {

	private static final int LONGEST_PAUSE_SECONDS = 10;

	/** Between two early refreshes. */
	private static final Duration SHORTEST_TIME = Duration.ofSeconds(30);

	// However far the next time is, so that a clock that jumps or a machine that slept is
	// noticed
	private static final Duration TICK = Duration.ofSeconds(1);

	private volatile Instant asked = Instant.MIN;

	private volatile Instant due = Instant.MIN;

	private Instant hastened = Instant.MIN;

	private int failures;

	// A clock that has been put back must not put the next time off
	boolean isDue(Instant now) {
		return !now.isBefore(this.due) || now.isBefore(this.asked);
	}

	/** Makes a refresh due now; false if that has been done a moment ago. */
	synchronized boolean hasten(Instant now) {
		if (now.isBefore(this.hastened.plus(SHORTEST_TIME)) && !now.isBefore(this.hastened)) {
			return false;
		}
		this.hastened = now;
		this.due = now;
		return true;
	}

	void succeeded(Instant now, Duration life) {
		this.failures = 0;
		next(now, life, 68, 72);
	}

	void failed(Instant now) {
		int seconds = Math.min(1 << Math.min(this.failures++, 4), LONGEST_PAUSE_SECONDS);
		next(now, Duration.ofSeconds(seconds), 80, 120);
	}

	/** How long to sleep before looking again. */
	Duration pause(Instant now) {
		Duration left = Duration.between(now, this.due);
		return (left.isPositive() && left.compareTo(TICK) < 0) ? left : TICK;
	}

	private void next(Instant now, Duration time, int fromPercent, int toPercent) {
		int percent = ThreadLocalRandom.current().nextInt(fromPercent, toPercent + 1);
		this.asked = now;
		this.due = now.plus(time.multipliedBy(percent).dividedBy(100));
	}

}
