package rootpassword.reset.reconciliation;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;

/**
 * When the provider's trail is read. An event can appear in it late, so it is read
 * several times.
 *
 * @param delay the age at which events are read first
 * @param until the age at which they are no longer read
 * @param foreignChanges whether changes by others are recorded; otherwise only times with
 * unconfirmed attempts are read
 */
public record ReconciliationPlan(Duration delay, Duration until, boolean foreignChanges) {

	/**
	 * The ages at which events are read, in whole seconds: 10, 15, 25, 45, 85 minutes and
	 * so on; the gap doubles. Each age has a cursor, which reads on when its unread
	 * window is a tenth of its age.
	 */
	public List<Duration> ages() {
		List<Duration> ages = new ArrayList<>(List.of(this.delay));
		Duration pause = this.delay.dividedBy(2).truncatedTo(ChronoUnit.SECONDS);
		Duration next = this.delay.plus(pause);
		while (next.plus(shortestWindow(next)).compareTo(this.until) <= 0) {
			ages.add(next);
			pause = pause.multipliedBy(2);
			next = next.plus(pause);
		}
		return List.copyOf(ages);
	}

	/** The shortest window that the cursor of this age reads. */
	public static Duration shortestWindow(Duration age) {
		Duration tenth = age.dividedBy(10);
		return (tenth.compareTo(Duration.ofSeconds(1)) > 0) ? tenth : Duration.ofSeconds(1);
	}

	/** The age of the oldest events that are read after this service stood still. */
	public Duration horizon() {
		return this.until.multipliedBy(2);
	}

}
