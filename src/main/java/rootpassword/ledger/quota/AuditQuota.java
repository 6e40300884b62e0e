package rootpassword.ledger.quota;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

import org.jspecify.annotations.Nullable;
import rootpassword.reset.command.Actor;
import rootpassword.reset.outcome.Rejection;

/**
 * Limits how many rows of one kind an identity can cause in the trail, per minute and
 * replica, so that a broken client cannot fill the disk. Rows above the limit are only
 * counted.
 */
public final class AuditQuota {

	/** The maximum number of rows of one identity and kind per minute. */
	public static final int PER_MINUTE = 60;

	private static final long MINUTE = Duration.ofMinutes(1).toNanos();

	private final Map<Budget, Tally> tallies = new ConcurrentHashMap<>();

	private final int perMinute;

	private final LongSupplier nanoTime;

	public AuditQuota(int perMinute, LongSupplier nanoTime) {
		this.perMinute = perMinute;
		this.nanoTime = nanoTime;
	}

	/**
	 * Identities without an access rule share one budget, because an issuer can have any
	 * number of them.
	 */
	private static Budget budget(Actor actor, Kind kind) {
		return new Budget(Actor.NO_RULE.equals(actor.rule()) ? "" : actor.identity(), kind);
	}

	/**
	 * Takes one row of the budget. If none is left, counts the row instead.
	 * @return whether the row may be written
	 */
	public boolean permits(Actor actor, Kind kind) {
		boolean[] room = new boolean[1];
		this.tallies.compute(budget(actor, kind), (budget, old) -> {
			Tally tally = fresh(actor, old);
			room[0] = tally.written < this.perMinute;
			return room[0] ? new Tally(actor, tally.since, tally.written + 1, tally.counted)
					: new Tally(actor, tally.since, tally.written, tally.counted + 1);
		});
		return room[0];
	}

	/** Counts rows that were not written. */
	public void count(Actor actor, Kind kind, int occurrences) {
		this.tallies.compute(budget(actor, kind), (budget, old) -> {
			Tally tally = fresh(actor, old);
			return new Tally(actor, tally.since, tally.written, tally.counted + occurrences);
		});
	}

	/** Returns and resets the counts, and removes budgets whose minute is over. */
	public List<Counted> drain() {
		List<Counted> counted = new ArrayList<>();
		for (Budget budget : this.tallies.keySet()) {
			this.tallies.computeIfPresent(budget, (key, tally) -> {
				if (tally.counted > 0) {
					counted.add(new Counted(tally.latest, budget.kind, tally.counted));
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
	 * A number of rows that were not written.
	 *
	 * @param actor the latest actor of the budget
	 */
	public record Counted(Actor actor, Kind kind, int occurrences) {
	}

	/**
	 * The kind of a row about a request that opened no attempt. Each kind has its own
	 * budget, so that many rows of one kind do not hide those of another.
	 *
	 * @param outcome the row's outcome: {@code rejected}, {@code acceptable} for a
	 * validation, or {@code replayed}
	 * @param validation whether the request was a validation rather than a reset
	 */
	public record Kind(String outcome, @Nullable Rejection rejection, boolean validation) {

		public static final Kind REPLAYED = new Kind("replayed", null, false);

		public static Kind refused(Rejection rejection) {
			return new Kind("rejected", rejection, false);
		}

		/** The kind of a validation. */
		public static Kind validated(@Nullable Rejection rejection) {
			return new Kind((rejection != null) ? "rejected" : "acceptable", rejection, true);
		}

	}

	private record Budget(String identity, Kind kind) {
	}

	private record Tally(Actor latest, long since, int written, int counted) {
	}

}
