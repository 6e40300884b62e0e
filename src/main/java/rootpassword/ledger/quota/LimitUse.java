package rootpassword.ledger.quota;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.stream.Stream;

/**
 * How much of a limit is used. Repeats under a key do not count.
 *
 * @param skipped how many of the newest attempts are missing in {@code ages}, see
 * {@link #skip}
 * @param ages the time since each further attempt within the window was opened, newest
 * first
 * @param opened the number of attempts that the same transaction opens
 */
public record LimitUse(AttemptLimit limit, int skipped, List<Duration> ages, int opened) {

	/** No use, or no limit. */
	public static final LimitUse NONE = new LimitUse(AttemptLimit.OFF, 0, List.of(), 0);

	/**
	 * The use when a transaction starts.
	 * @param group the number of attempts that the transaction may open
	 * @param ages in microseconds
	 */
	public static LimitUse of(AttemptLimit limit, int group, Object[] ages) {
		return new LimitUse(limit, skip(limit, group),
				Stream.of(ages).map((age) -> Duration.of((Long) age, ChronoUnit.MICROS)).toList(), 0);
	}

	/**
	 * The number of the newest attempts whose ages a query need not read, because the
	 * limit is reached only if there are older ones.
	 * @param group the number of attempts that the transaction may open
	 */
	public static int skip(AttemptLimit limit, int group) {
		return Math.max(0, limit.count() - group);
	}

	public LimitUse withOneMore() {
		return new LimitUse(this.limit, this.skipped, this.ages, this.opened + 1);
	}

	/**
	 * The pause until the limit permits another attempt, in whole seconds; zero if it
	 * permits one now.
	 */
	public Duration pause() {
		if (this.limit.isOff()) {
			return Duration.ZERO;
		}
		// The place in ages of the attempt that must leave the window before another may
		// be opened. Below 0 it is an attempt of this transaction
		int index = this.limit.count() - this.opened - 1 - this.skipped;
		if (index >= this.ages.size()) {
			return Duration.ZERO;
		}
		Duration age = (index < 0) ? Duration.ZERO : this.ages.get(index);
		return Duration.ofSeconds(this.limit.window().minus(age).plusNanos(999_999_999).toSeconds());
	}

}
