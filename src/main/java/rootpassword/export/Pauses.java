package rootpassword.export;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/**
 * How long an exporter waits.
 *
 * @param look between two looks for new rows, and at the lease; a third of the lease, so
 * that a look may fail
 * @param first at most, after a first failure
 * @param longest at most, after many failures, or when the destination refuses the rows
 * for good
 */
record Pauses(Duration look, Duration first, Duration longest) {

	static final Pauses USUAL = new Pauses(Duration.ofMillis(1500), Duration.ofSeconds(1), Duration.ofMinutes(1));

	/**
	 * Doubles with each failure. Half of it is random, so replicas and services mix. It
	 * is never shorter than the destination asks.
	 */
	Duration after(int failures, IOException failure) {
		boolean hopeless = failure instanceof RefusedException refused && refused.isFinal();
		long nanos = hopeless ? this.longest.toNanos()
				: Math.min(this.longest.toNanos(), this.first.toNanos() << Math.min(failures - 1, 20));
		Duration pause = Duration.ofNanos(nanos - ThreadLocalRandom.current().nextLong(nanos / 2 + 1));
		Duration asked = (failure instanceof RefusedException refused) ? refused.retryAfter() : Duration.ZERO;
		return (pause.compareTo(asked) < 0) ? asked : pause;
	}

}
