package rootpassword.ledger;

import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import rootpassword.reset.reconciliation.KnownAttempt;
import rootpassword.reset.reconciliation.ReconciliationPlan;

import static rootpassword.ledger.JdbcReconciliationLedger.instant;

/**
 * The table {@code reconciliation_reader}: the progress of the reader of each age. All
 * methods require the lock on the turn.
 */
final class ReconciliationReaders {

	/**
	 * Tokens for the next page may expire, so no window may have too many pages.
	 */
	private static final Duration LONGEST_WINDOW = Duration.ofHours(1);

	private final JdbcClient jdbc;

	private final ReconciliationPlan plan;

	ReconciliationReaders(JdbcClient jdbc, ReconciliationPlan plan) {
		this.jdbc = jdbc;
		this.plan = plan;
	}

	/**
	 * How far the youngest reader is. It begins in the past, so before its first page
	 * that is no delay.
	 */
	Instant readUntil() {
		return this.jdbc.sql("select read_until from reconciliation_reader where age = :age and last_turn > 0")
			.param("age", this.plan.delay().toSeconds())
			.query((row, number) -> instant(row, "read_until"))
			.optional()
			.orElseGet(Instant::now);
	}

	/**
	 * Among the readers with a page to read, the one that has waited longest. A window
	 * that cannot be read to its end is left when it is beyond the horizon.
	 */
	Optional<Reader> due(Instant now) {
		Instant horizon = now.minus(this.plan.horizon());
		for (Reader reader : readers(now)) {
			boolean begun = reader.end != null && reader.end.isAfter(horizon);
			Reader due = begun ? reader : nextWindow(reader, now);
			if (due != null) {
				return Optional.of(due);
			}
		}
		return Optional.empty();
	}

	/**
	 * The reader with its next window; {@code null} if the window is too short yet or
	 * needs no query.
	 */
	private @Nullable Reader nextWindow(Reader reader, Instant now) {
		Duration shortest = ReconciliationPlan.shortestWindow(reader.age);
		Instant end = now.minus(reader.age).truncatedTo(ChronoUnit.SECONDS);
		Instant start = later(reader.start, now.minus(this.plan.horizon()));
		if (start.plus(shortest).isAfter(end)) {
			return null;
		}
		if (!this.plan.foreignChanges()) {
			Instant unconfirmed = firstUnconfirmed(start, end);
			if (unconfirmed == null) {
				write(new Reader(reader.age, end, null, null, reader.lastTurn));
				return null;
			}
			start = later(start, unconfirmed.minus(KnownAttempt.CLOCK_DIFFERENCE));
		}
		Instant longest = later(start.plus(LONGEST_WINDOW), start.plus(shortest));
		return new Reader(reader.age, start, end.isBefore(longest) ? end : longest, null, reader.lastTurn);
	}

	/** When the first unconfirmed attempt was opened whose call can be in this time. */
	private @Nullable Instant firstUnconfirmed(Instant start, Instant end) {
		return this.jdbc
			.sql("""
					select opened_at from attempt where outcome = 'unconfirmed' and lease_until >= :start and opened_at <= :end
					order by opened_at limit 1
					""")
			.param("start", start.minus(KnownAttempt.CLOCK_DIFFERENCE).atOffset(ZoneOffset.UTC))
			.param("end", end.plus(KnownAttempt.CLOCK_DIFFERENCE).atOffset(ZoneOffset.UTC))
			.query((row, number) -> instant(row, "opened_at"))
			.optional()
			.orElse(null);
	}

	/**
	 * The readers of the plan, in the order of their last turns. At the very start the
	 * youngest one also reads the past.
	 */
	private List<Reader> readers(Instant now) {
		Map<Duration, Reader> known = this.jdbc.sql("select * from reconciliation_reader").query((row, number) -> {
			OffsetDateTime end = row.getObject("reading_until", OffsetDateTime.class);
			return new Reader(Duration.ofSeconds(row.getLong("age")), instant(row, "read_until"),
					(end != null) ? end.toInstant() : null, row.getString("next_token"), row.getLong("last_turn"));
		}).stream().collect(Collectors.toMap(Reader::age, Function.identity()));
		return this.plan.ages()
			.stream()
			.map((age) -> known.containsKey(age) ? known.get(age)
					: create(age, now.minus(age.equals(this.plan.delay()) ? this.plan.until() : age)))
			.sorted(Comparator.comparingLong(Reader::lastTurn))
			.toList();
	}

	private Reader create(Duration age, Instant start) {
		this.jdbc.sql("insert into reconciliation_reader (age, read_until, last_turn) values (:age, :start, 0)")
			.param("age", age.toSeconds())
			.param("start", start.atOffset(ZoneOffset.UTC))
			.update();
		return new Reader(age, start, null, null, 0);
	}

	void write(Reader reader) {
		this.jdbc.sql("""
				update reconciliation_reader set read_until = :start, next_token = :token, last_turn = :turn,
					reading_until = cast(:end as timestamp(6) with time zone)
				where age = :age
				""")
			.param("start", reader.start.atOffset(ZoneOffset.UTC))
			.param("end", (reader.end != null) ? reader.end.atOffset(ZoneOffset.UTC) : null)
			.param("token", reader.token)
			.param("turn", reader.lastTurn)
			.param("age", reader.age.toSeconds())
			.update();
	}

	private static Instant later(Instant one, Instant other) {
		return one.isAfter(other) ? one : other;
	}

	/**
	 * A row of the table.
	 *
	 * @param start all events before were read
	 * @param end the end of the window that is being read, if there is one
	 * @param token of the next page of the window
	 */
	record Reader(Duration age, Instant start, @Nullable Instant end, @Nullable String token, long lastTurn) {
	}

}
