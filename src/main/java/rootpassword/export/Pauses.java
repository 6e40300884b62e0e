package rootpassword.export;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

import rootpassword.export.Post.RefusedException;

/**
 * How long an exporter waits.
 *
 * @param betweenLooks between two looks for new rows, and at the lease; a third of the
 * lease, so that a look may fail
 * @param first after the first failure, at most
 * @param longest after many failures, at most, or when the destination refuses the rows
 * for good
 */
record Pauses(Duration betweenLooks, Duration first, Duration longest) {

	static final Pauses USUAL = new Pauses(Duration.ofMillis(1500), Duration.ofSeconds(1), Duration.ofMinutes(1));

	/**
	 * Doubles with each failure. Half of it is random, so that replicas do not retry
	 * together. It is never shorter than the destination asks.
	 */
	Duration after(int failures, IOException failure) {
		RefusedException refusal = (failure instanceof RefusedException refused) ? refused : null;
		long nanos = this.longest.toNanos();
		if (refusal == null || !refusal.isFinal()) {
			nanos = Math.min(nanos, this.first.toNanos() << Math.min(failures - 1, 20));
		}
		Duration pause = Duration.ofNanos(nanos - ThreadLocalRandom.current().nextLong(nanos / 2 + 1));
		return (refusal != null && pause.compareTo(refusal.retryAfter) < 0) ? refusal.retryAfter : pause;
	}

}
