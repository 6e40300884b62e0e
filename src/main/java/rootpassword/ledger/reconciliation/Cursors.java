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
import rootpassword.reset.AttemptId;
import rootpassword.reset.reconciliation.KnownAttempt;
import rootpassword.reset.reconciliation.ReconciliationLedger.Reading;
import rootpassword.reset.reconciliation.ReconciliationPlan;

/**
 * The table {@code reconciliation_reader}: for each age of the plan a cursor over the
 * provider's trail. A cursor either reads a window, page by page, or waits until its next
 * window is long enough. All methods require the lock on the turn.
 */
final class Cursors {

	/** So that a window is read before the tokens of its pages can expire. */
	private static final Duration LONGEST_WINDOW = Duration.ofHours(1);

	private final JdbcClient jdbc;

	private final ReconciliationPlan plan;

	Cursors(JdbcClient jdbc, ReconciliationPlan plan) {
		this.jdbc = jdbc;
		this.plan = plan;
	}

	/**
	 * How far the cursor of the first age has read. Before its first page that is now.
	 */
	Instant readUntil() {
		return this.jdbc.sql("select read_until from reconciliation_reader where age = :age and last_turn > 0")
			.param("age", this.plan.delay().toSeconds())
			.query((row, number) -> instant(row, "read_until"))
			.optional()
			.orElseGet(Instant::now);
	}

	/**
	 * The next page to read: of the cursor that has waited longest among those with a
	 * page. Cursors pass over windows that need no query. A window that cannot be read to
	 * its end is left when it is beyond the horizon.
	 */
	Optional<Window> due(Instant now) {
		Instant horizon = now.minus(this.plan.horizon());
		for (Cursor cursor : cursors(now)) {
			Window reading = cursor.reading;
			if (reading != null && reading.to.isAfter(horizon)) {
				return Optional.of(reading);
			}
			Duration shortest = ReconciliationPlan.shortestWindow(cursor.age);
			Instant from = later(cursor.readUntil, horizon);
			Instant end = now.minus(cursor.age).truncatedTo(ChronoUnit.SECONDS);
			if (!from.plus(shortest).isAfter(end)) {
				Instant start = firstOfInterest(from, end);
				if (start != null) {
					Instant longest = later(start.plus(LONGEST_WINDOW), start.plus(shortest));
					return Optional.of(new Window(cursor.age, start, end.isBefore(longest) ? end : longest, null));
				}
				waitAt(cursor.age, end, cursor.lastTurn);
			}
		}
		return Optional.empty();
	}

	/**
	 * The first moment at which a call can matter; {@code null} if there is none. Without
	 * foreign changes that is the first possible call of an unconfirmed attempt.
	 */
	private @Nullable Instant firstOfInterest(Instant from, Instant end) {
		if (this.plan.foreignChanges()) {
			return from;
		}
		return this.jdbc.sql("""
				select opened_at from attempt where id between :first and :last and outcome = 'unconfirmed'
					and lease_until >= :from and opened_at <= :end
				order by opened_at limit 1
				""")
			// Bounds for the index of the ids
			.param("first",
					AttemptId
						.lowestAt(
								from.minus(JdbcReconciliationLedger.LONGEST_LEASE).minus(KnownAttempt.CLOCK_DIFFERENCE))
						.value())
			.param("last", AttemptId.lowestAt(end.plus(KnownAttempt.CLOCK_DIFFERENCE.multipliedBy(2))).value())
			.param("from", time(from.minus(KnownAttempt.CLOCK_DIFFERENCE)))
			.param("end", time(end.plus(KnownAttempt.CLOCK_DIFFERENCE)))
			.query((row, number) -> instant(row, "opened_at"))
			.optional()
			.map((openedAt) -> later(from, openedAt.minus(KnownAttempt.CLOCK_DIFFERENCE)))
			.orElse(null);
	}

	/** The cursors of the plan, in the order of their last turns. */
	private List<Cursor> cursors(Instant now) {
		Map<Duration, Cursor> known = this.jdbc.sql("select * from reconciliation_reader").query((row, number) -> {
			Duration age = Duration.ofSeconds(row.getLong("age"));
			Instant readUntil = instant(row, "read_until");
			OffsetDateTime end = row.getObject("reading_until", OffsetDateTime.class);
			return new Cursor(age, readUntil,
					(end != null) ? new Window(age, readUntil, end.toInstant(), row.getString("next_token")) : null,
					row.getLong("last_turn"));
		}).stream().collect(Collectors.toMap(Cursor::age, Function.identity()));
		return this.plan.ages()
			.stream()
			.map((age) -> known.containsKey(age) ? known.get(age) : create(age, now))
			.sorted(Comparator.comparingLong(Cursor::lastTurn))
			.toList();
	}

	/** At the very start the cursor of the first age also reads the past. */
	private Cursor create(Duration age, Instant now) {
		Instant start = now.minus(age.equals(this.plan.delay()) ? this.plan.until() : age);
		this.jdbc.sql("insert into reconciliation_reader (age, read_until, last_turn) values (:age, :start, 0)")
			.param("age", age.toSeconds())
			.param("start", time(start))
			.update();
		return new Cursor(age, start, null, 0);
	}

	/** The cursor reads this page of its window. */
	void read(Window window, long turn) {
		update(window.age, window.from, window, turn);
	}

	/** Leads to the next page, or to the end of the window if there is no token. */
	void pageIsRead(Reading reading, @Nullable String nextToken) {
		if (nextToken != null) {
			read(new Window(reading.age(), reading.from(), reading.to(), nextToken), reading.turn());
		}
		else {
			waitAt(reading.age(), reading.to(), reading.turn());
		}
	}

	/** The cursor has read all events before this time, and waits. */
	void waitAt(Duration age, Instant readUntil, long turn) {
		update(age, readUntil, null, turn);
	}

	private void update(Duration age, Instant readUntil, @Nullable Window reading, long turn) {
		this.jdbc.sql("""
				update reconciliation_reader set read_until = :readUntil, next_token = :token, last_turn = :turn,
					reading_until = cast(:readingUntil as timestamp(6) with time zone)
				where age = :age
				""")
			.param("readUntil", time(readUntil))
			.param("readingUntil", (reading != null) ? time(reading.to) : null)
			.param("token", (reading != null) ? reading.token : null)
			.param("turn", turn)
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

	/** A row of the table. It reads a window, or waits: then that is {@code null}. */
	private record Cursor(Duration age, Instant readUntil, @Nullable Window reading, long lastTurn) {
	}

	/**
	 * A window of a cursor, and the token of its next page unless that is the first one.
	 */
	record Window(Duration age, Instant from, Instant to, @Nullable String token) {
	}

}
