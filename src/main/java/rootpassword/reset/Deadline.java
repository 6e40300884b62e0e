package rootpassword.reset;

import java.time.Duration;

/**
 * A moment by which something must be over, on this machine's monotonic clock, so that a
 * change of the wall clock cannot move it.
 */
public record Deadline(long nanoTime) {

	public static Deadline in(Duration time) {
		return new Deadline(System.nanoTime() + time.toNanos());
	}

	/** What is left; zero once it has passed. */
	public Duration remaining() {
		return Duration.ofNanos(Math.max(0, this.nanoTime - System.nanoTime()));
	}

}
