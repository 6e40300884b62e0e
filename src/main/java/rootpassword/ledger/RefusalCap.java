package rootpassword.ledger;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

import org.jspecify.annotations.Nullable;
import rootpassword.reset.Actor;

/**
 * Lets each caller put only so many refusals, replays and validations into the trail per
 * minute and replica, and counts the rest, so that no broken client can fill the disk.
 */
final class RefusalCap {

	/** What a caller may write in a minute. */
	static final int PER_MINUTE = 60;

	private static final long MINUTE = Duration.ofMinutes(1).toNanos();

	private final Map<String, Tally> tallies = new ConcurrentHashMap<>();

	private final int perMinute;

	private final LongSupplier nanoTime;

	RefusalCap(int perMinute, LongSupplier nanoTime) {
		this.perMinute = perMinute;
		this.nanoTime = nanoTime;
	}

	/** Whether there is room for one more row; if not, it is counted instead. */
	boolean leavesRoomFor(Actor actor) {
		boolean[] room = new boolean[1];
		this.tallies.compute(actor.caller(), (caller, old) -> {
			Tally tally = fresh(actor, old);
			room[0] = tally.written < this.perMinute;
			return room[0] ? new Tally(actor, tally.since, tally.written + 1, tally.counted)
					: new Tally(actor, tally.since, tally.written, tally.counted + 1);
		});
		return room[0];
	}

	/** Counts what is not to be written, or could not be. */
	void count(Actor actor, int occurrences) {
		this.tallies.compute(actor.caller(), (caller, old) -> {
			Tally tally = fresh(actor, old);
			return new Tally(actor, tally.since, tally.written, tally.counted + occurrences);
		});
	}

	/** Hands over what was counted since the last time, and forgets those at rest. */
	List<Counted> drain() {
		List<Counted> counted = new ArrayList<>();
		for (String caller : this.tallies.keySet()) {
			this.tallies.computeIfPresent(caller, (key, tally) -> {
				if (tally.counted > 0) {
					counted.add(new Counted(tally.latest, tally.counted));
				}
				return (this.nanoTime.getAsLong() - tally.since >= MINUTE) ? null
						: new Tally(tally.latest, tally.since, tally.written, 0);
			});
		}
		return counted;
	}

	private Tally fresh(Actor actor, @Nullable Tally old) {
		long now = this.nanoTime.getAsLong();
		if (old == null) {
			return new Tally(actor, now, 0, 0);
		}
		return (now - old.since >= MINUTE) ? new Tally(actor, now, 0, old.counted) : old;
	}

	/**
	 * So many refusals, replays and validations of one caller, as it was last seen.
	 */
	record Counted(Actor actor, int occurrences) {
	}

	private record Tally(Actor latest, long since, int written, int counted) {
	}

}
