package rootpassword.reset;

import java.time.Duration;
import java.time.Instant;

/**
 * A deadline on two clocks; the earlier one counts. The monotonic clock cannot be set
 * back. The wall clock continues while the machine is suspended.
 *
 * @param nanoTime the deadline on the monotonic clock, as in {@link System#nanoTime()}
 * @param instant the deadline on the wall clock
 */
public record Deadline(long nanoTime, Instant instant) {

	/** The deadline that is this duration from now. */
	public static Deadline in(Duration time) {
		return new Deadline(System.nanoTime() + time.toNanos(), Instant.now().plus(time));
	}

	/** The remaining time; zero after the deadline. */
	public Duration remaining() {
		Duration monotonic = Duration.ofNanos(this.nanoTime - System.nanoTime());
		Duration wall = Duration.between(Instant.now(), this.instant);
		Duration shorter = (monotonic.compareTo(wall) < 0) ? monotonic : wall;
		return shorter.isNegative() ? Duration.ZERO : shorter;
	}

	public boolean isOver() {
		return remaining().isZero();
	}

	public Deadline orEarlier(Deadline other) {
		return (other.remaining().compareTo(remaining()) < 0) ? other : this;
	}

}
