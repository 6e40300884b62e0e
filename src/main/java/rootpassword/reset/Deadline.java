package rootpassword.reset;

import java.time.Duration;
import java.time.Instant;

/**
 * A moment by which something must be over. It has passed as soon as one of two clocks
 * says so: the monotonic clock, which nobody can set back, or the wall clock, which goes
 * on while the machine is suspended.
 *
 * @param nanoTime the moment on the monotonic clock, as {@link System#nanoTime()}
 * @param instant the same moment on the wall clock
 */
public record Deadline(long nanoTime, Instant instant) {

	/** The moment that comes after that time, counted from now. */
	public static Deadline in(Duration time) {
		return new Deadline(System.nanoTime() + time.toNanos(), Instant.now().plus(time));
	}

	/** The time that is left; zero once the moment has passed. */
	public Duration remaining() {
		Duration monotonic = Duration.ofNanos(this.nanoTime - System.nanoTime());
		Duration wall = Duration.between(Instant.now(), this.instant);
		Duration shorter = (monotonic.compareTo(wall) < 0) ? monotonic : wall;
		return shorter.isNegative() ? Duration.ZERO : shorter;
	}

	/** Whether the moment has passed. */
	public boolean isOver() {
		return remaining().isZero();
	}

	/** The earlier one of both. */
	public Deadline orEarlier(Deadline other) {
		return (other.remaining().compareTo(remaining()) < 0) ? other : this;
	}

}
