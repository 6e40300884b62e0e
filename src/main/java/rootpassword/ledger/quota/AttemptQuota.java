package rootpassword.ledger.quota;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;

import org.springframework.jdbc.core.namedparam.MapSqlParameterSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import rootpassword.reset.command.ResetCommand;

/**
 * The limits of attempts per instance and per caller, which all replicas share. Repeats
 * under a key do not count. Up to {@value #MAX_EXACT} attempts, and always on H2, a limit
 * is exact: it reads the table {@code attempt}. A larger limit on PostgreSQL reads the
 * table {@code attempt_count}, so that a check takes constant time. It permits the next
 * attempt up to 1/{@value #BUCKETS} of the window late.
 */
public final class AttemptQuota {

	static final int MAX_EXACT = 1000;

	static final int BUCKETS = 20;

	private static final String NOW_MILLIS = "(extract(epoch from current_timestamp) * 1000)";

	/** More than the attempts that a replica usually opens at the same moment. */
	private static final int SLOTS = 32;

	// All columns in "order by": otherwise H2 uses no index and sorts the whole history
	private static final String OF_INSTANCE = """
			select opened_at from attempt where instance = :instance and repeat_of is null
			order by instance desc, seq desc""";

	private static final String OF_CALLER = """
			select opened_at from attempt where identity = cast(:identity as varchar(100)) and repeat_of is null
				and opened_at > current_timestamp - cast(:callerWindow as bigint) * interval '0.001' second
			order by identity desc, opened_at desc""";

	private final JdbcClient jdbc;

	private final List<Rule> rules;

	/**
	 * In turn, so that concurrent attempts of one owner rarely update the same row. A
	 * group of attempts has the slot of its connection.
	 */
	private final AtomicInteger nextSlot = new AtomicInteger(ThreadLocalRandom.current().nextInt(SLOTS));

	/**
	 * @param counting whether to count attempts for large limits; an embedded database
	 * has no need, and no cheap upsert
	 */
	public AttemptQuota(JdbcClient jdbc, AttemptLimit perInstance, AttemptLimit perCaller, boolean counting) {
		this.jdbc = jdbc;
		this.rules = List.of(new Rule("instance", ":instance", OF_INSTANCE, perInstance, counting),
				new Rule("caller", ":identity", OF_CALLER, perCaller, counting));
	}

	/** The pause until the limits permit the command; empty if they permit it now. */
	public Optional<Duration> pause(ResetCommand command) {
		return this.rules.stream()
			.flatMap((rule) -> this.jdbc.sql(rule.pause())
				.params(parameters(command).getValues())
				.query(Integer.class)
				.optional()
				.stream())
			.max(Integer::compareTo)
			.map(Duration::ofSeconds);
	}

	/** The SQL condition that the limits permit an attempt; needs {@link #parameters}. */
	public String permits() {
		return this.rules.stream()
			.map((rule) -> "not exists (" + rule.pause() + ")")
			.collect(Collectors.joining(" and "));
	}

	/**
	 * The SQL statement that counts one attempt; empty if no limit needs it. Needs
	 * {@link #parameters}.
	 * @param source an SQL table with one row for each attempt to count
	 */
	public Optional<String> count(String source) {
		return this.rules.stream()
			.filter(Rule::isCounted)
			.map(Rule::count)
			.reduce((left, right) -> left + " union all " + right)
			.map((rows) -> String.format(Locale.ROOT, """
					insert into attempt_count (owner, bucket, slot, attempts, expires_at)
					select counts.* from (%s) counts, %s
					on conflict (owner, bucket, slot) do update set attempts = attempt_count.attempts + 1
					""", rows, source));
	}

	/** Counts an opened attempt. */
	public void count(ResetCommand command) {
		count("(select 1) attempts")
			.ifPresent((sql) -> this.jdbc.sql(sql).params(parameters(command).getValues()).update());
	}

	/** The limits and the owners, as parameters of the SQL. */
	public MapSqlParameterSource parameters(ResetCommand command) {
		MapSqlParameterSource parameters = new MapSqlParameterSource("instance", command.instance().value())
			.addValue("identity", command.origin().actor().identity())
			.addValue("slot", Math.floorMod(this.nextSlot.getAndIncrement(), SLOTS));
		for (Rule rule : this.rules) {
			parameters.addValue(rule.name + "Count", rule.limit.count())
				.addValue(rule.name + "Others", rule.limit.count() - 1)
				.addValue(rule.name + "Window", rule.limit.window().toMillis());
		}
		return parameters;
	}

	/**
	 * Deletes counts that have left their window.
	 * @return the number of deleted rows, at most the limit
	 */
	public int deleteExpired(int limit) {
		return this.jdbc.sql("""
				delete from attempt_count where (owner, bucket, slot) in (
					select owner, bucket, slot from attempt_count where expires_at < current_timestamp
					order by expires_at limit :limit)
				""").param("limit", limit).update();
	}

	/**
	 * A limit, the SQL of its owner, and the query of the owner's attempts from the
	 * newest on.
	 */
	private record Rule(String name, String owner, String newestFirst, AttemptLimit limit, boolean counting) {

		boolean isCounted() {
			return this.counting && this.limit.count() > MAX_EXACT;
		}

		/** Queries the pause in seconds; no row if the limit permits an attempt now. */
		String pause() {
			return isCounted() ? String.format(Locale.ROOT, """
					select cast(ceil(least(%1$s, (min(bucket) + %2$d + 1) * %1$s / %2$d - %3$s) / 1000) as integer)
					from attempt_count where owner = %4$s and bucket >= %5$s - %2$d
					having sum(attempts) >= :%6$sCount
					""", window(), BUCKETS, NOW_MILLIS, key(), bucket(), this.name)
					: String.format(Locale.ROOT,
							"""
									select cast(ceil(extract(epoch from
										opened_at + cast(:%2$sWindow as bigint) * interval '0.001' second - current_timestamp)) as integer)
									from (%1$s offset :%2$sOthers rows fetch first 1 row only) oldest
									where opened_at > current_timestamp - cast(:%2$sWindow as bigint) * interval '0.001' second
									""",
							this.newestFirst, this.name);
		}

		String count() {
			return String.format(Locale.ROOT, """
					select %s as owner, %s as bucket, cast(:slot as smallint) as slot, 1 as attempts,
						current_timestamp + cast(2 * :%sWindow as bigint) * interval '0.001' second as expires_at
					""", key(), bucket(), this.name);
		}

		private String key() {
			return String.format(Locale.ROOT, "cast('%s ' || %s as varchar(120))", this.name, this.owner);
		}

		private String bucket() {
			return String.format(Locale.ROOT, "cast(floor(%s * %d / %s) as bigint)", NOW_MILLIS, BUCKETS, window());
		}

		private String window() {
			return String.format(Locale.ROOT, "cast(:%sWindow as numeric)", this.name);
		}

	}

}
