package rootpassword.ledger.reconciliation;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import rootpassword.ledger.database.LedgerProperties;
import rootpassword.reset.AttemptId;
import rootpassword.reset.Deadline;
import rootpassword.reset.reconciliation.ReconciliationLedger.Reading;
import rootpassword.reset.reconciliation.ReconciliationPlan;

import static rootpassword.reset.reconciliation.ReconciliationLedger.CLOCK_DIFFERENCE;

/**
 * The table {@code reconciliation_reader}: for each age of the plan a cursor over the
 * provider's trail of one target. A cursor either reads a window, page by page, or waits
 * until its next window is long enough. Except for {@link #readUntil}, the lock on the
 * turn is required.
 */
record Cursors(JdbcClient jdbc, ReconciliationPlan plan, String target) {

	/**
	 * The longest window, unless the shortest one of the plan is longer. It is read
	 * before the tokens of its pages can expire.
	 */
	private static final Duration LONGEST_WINDOW = Duration.ofHours(1);

	/** How far the cursor of the first age has read; before its first page, now. */
	Instant readUntil() {
		return this.jdbc
			.sql("select read_until from reconciliation_reader where target = :target and age = :age and last_turn > 0")
			.param("target", this.target)
			.param("age", this.plan.delay().toSeconds())
			.query((row, number) -> instant(row, "read_until"))
			.optional()
			.orElseGet(Instant::now);
	}

	/**
	 * Finds the next page to read. If several cursors have one, the cursor whose last
	 * turn is longest ago gets it. On the way, cursors are moved past windows that need
	 * no query. A window beyond the horizon is abandoned.
	 */
	Optional<Reading> due(long turn, Instant now, Deadline deadline) {
		Instant horizon = now.minus(this.plan.horizon());
		for (Cursor cursor : cursors(now)) {
			if (cursor.readingUntil != null && cursor.readingUntil.isAfter(horizon)) {
				return Optional
					.of(new Reading(turn, cursor.age, cursor.readUntil, cursor.readingUntil, cursor.token, deadline));
			}
			Duration shortest = ReconciliationPlan.shortestWindow(cursor.age);
			Instant from = later(cursor.readUntil, horizon);
			Instant end = now.minus(cursor.age).truncatedTo(ChronoUnit.SECONDS);
			if (!from.plus(shortest).isAfter(end)) {
				Instant start = firstOfInterest(from, end);
				if (start != null) {
					Instant latestEnd = later(start.plus(LONGEST_WINDOW), start.plus(shortest));
					return Optional.of(new Reading(turn, cursor.age, start, end.isBefore(latestEnd) ? end : latestEnd,
							null, deadline));
				}
				waitFrom(cursor.age, end, cursor.lastTurn);
			}
		}
		return Optional.empty();
	}

	/**
	 * The time from which events of the window are of interest; {@code null} if none are.
	 * If foreign changes are not recorded, only calls of unconfirmed attempts are.
	 */
	private @Nullable Instant firstOfInterest(Instant from, Instant end) {
		if (this.plan.foreignChanges()) {
			return from;
		}
		Instant earliest = from.minus(CLOCK_DIFFERENCE);
		Instant latest = end.plus(CLOCK_DIFFERENCE);
		// The bounds on the ids let the query use their index
		return this.jdbc.sql("""
				select opened_at from attempt where id between :first and :last and outcome = 'unconfirmed'
					and target = :target and lease_until >= :earliest and opened_at <= :latest
				order by opened_at limit 1
				""")
			.param("first", AttemptId.lowestAt(earliest.minus(LedgerProperties.MAX_LEASE)).value())
			.param("last", AttemptId.lowestAt(latest.plus(CLOCK_DIFFERENCE)).value())
			.param("target", this.target)
			.param("earliest", time(earliest))
			.param("latest", time(latest))
			.query((row, number) -> later(from, instant(row, "opened_at").minus(CLOCK_DIFFERENCE)))
			.optional()
			.orElse(null);
	}

	/** The cursors of the plan, in the order of their last turns. */
	private List<Cursor> cursors(Instant now) {
		Map<Duration, Cursor> known = this.jdbc.sql("select * from reconciliation_reader where target = :target")
			.param("target", this.target)
			.query((row, number) -> {
				OffsetDateTime end = row.getObject("reading_until", OffsetDateTime.class);
				return new Cursor(Duration.ofSeconds(row.getLong("age")), instant(row, "read_until"),
						(end != null) ? end.toInstant() : null, row.getString("next_token"), row.getLong("last_turn"));
			})
			.stream()
			.collect(Collectors.toMap(Cursor::age, Function.identity()));
		return this.plan.ages()
			.stream()
			.map((age) -> known.computeIfAbsent(age, (missing) -> create(missing, now)))
			.sorted(Comparator.comparingLong(Cursor::lastTurn))
			.toList();
	}

	/** It starts at its age; that of the first age also reads the past. */
	private Cursor create(Duration age, Instant now) {
		Instant start = now.minus(age.equals(this.plan.delay()) ? this.plan.until() : age);
		this.jdbc.sql(
				"insert into reconciliation_reader (target, age, read_until, last_turn) values (:target, :age, :start, 0)")
			.param("target", this.target)
			.param("age", age.toSeconds())
			.param("start", time(start))
			.update();
		return new Cursor(age, start, null, null, 0);
	}

	/** Moves the cursor to this time, where its next window begins. */
	void waitFrom(Duration age, Instant readUntil, long turn) {
		update(age, readUntil, null, null, turn);
	}

	/**
	 * Records that the cursor reads this window, and which page is next: that of the
	 * token, or without one the first.
	 */
	void continueAt(Reading window, @Nullable String token) {
		update(window.age(), window.from(), time(window.to()), token, window.turn());
	}

	private void update(Duration age, Instant readUntil, @Nullable OffsetDateTime readingUntil, @Nullable String token,
			long turn) {
		this.jdbc.sql("""
				update reconciliation_reader set read_until = :readUntil, next_token = :token, last_turn = :turn,
					reading_until = cast(:readingUntil as timestamp(6) with time zone)
				where target = :target and age = :age
				""")
			.param("readUntil", time(readUntil))
			.param("readingUntil", readingUntil)
			.param("token", token)
			.param("turn", turn)
			.param("target", this.target)
			.param("age", age.toSeconds())
			.update();
	}

	private static Instant later(Instant one, Instant other) {
		return one.isAfter(other) ? one : other;
	}

	static OffsetDateTime time(Instant instant) {
		return instant.atOffset(ZoneOffset.UTC);
	}

	static Instant instant(ResultSet row, String column) throws SQLException {
		return Objects.requireNonNull(row.getObject(column, OffsetDateTime.class)).toInstant();
	}

	/**
	 * A row of the table.
	 *
	 * @param readingUntil the end of the window that it reads; {@code null} if it waits
	 * @param token leads to the next page of the window, unless that is the first one
	 */
	private record Cursor(Duration age, Instant readUntil, @Nullable Instant readingUntil, @Nullable String token,
			long lastTurn) {
	}

}
