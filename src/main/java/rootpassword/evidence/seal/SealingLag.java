package rootpassword.evidence.seal;

import java.time.Duration;

/**
 * How long the oldest row has been waiting for a checkpoint, as far as this replica
 * knows. Without a look at the table it grows.
 */
public final class SealingLag {

	private volatile long since = System.nanoTime();

	/** The age of the oldest row without a checkpoint, at most. */
	public Duration age() {
		return Duration.ofNanos(System.nanoTime() - this.since);
	}

	/** The oldest row that a look has found was this old. */
	void found(Duration age) {
		this.since = System.nanoTime() - age.toNanos();
	}

	/** All rows are sealed that were committed at this reading of the clock. */
	void caughtUp(long nanoTime) {
		this.since = nanoTime;
	}

}
