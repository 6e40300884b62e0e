package rootpassword.ledger;

import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import rootpassword.reset.Deadline;
import rootpassword.reset.reconciliation.KnownAttempt;
import rootpassword.reset.reconciliation.Reading;
import rootpassword.reset.reconciliation.ReconciliationPlan;

import static rootpassword.ledger.JdbcReconciliationLedger.instant;
import static rootpassword.ledger.JdbcReconciliationLedger.time;

/**
 * The tables {@code reconciliation_turn} and {@code reconciliation_reader}: which page of
 * the provider's trail is read next, and when. The clock of the database counts.
 */
final class ReconciliationReaders {

	/** The maximum duration of a query. */
	static final Duration QUERY = Duration.ofSeconds(10);

	/** The turn of a replica that vanishes ends after this time. */
	private static final Duration TURN = Duration.ofSeconds(30);

	private static final int MAX_PAUSE_SECONDS = 300;

	private final JdbcClient jdbc;

	private final ReconciliationPlan plan;

	ReconciliationReaders(JdbcClient jdbc, ReconciliationPlan plan) {
		this.jdbc = jdbc;
		this.plan = plan;
	}

	/** Takes the turn, if it is free and a page is due. */
	Optional<Reading> begin(Deadline deadline) {
		return this.jdbc.sql("""
				select turn, current_timestamp as now from reconciliation_turn where free_at <= current_timestamp
				for update skip locked
				""")
			.query((row, number) -> Map.entry(row.getLong("turn") + 1, instant(row, "now")))
			.optional()
			.flatMap((turn) -> begin(turn.getKey(), turn.getValue(), deadline));
	}

	private Optional<Reading> begin(long turn, Instant now, Deadline deadline) {
		for (Reader reader : readers(now)) {
			Reader due = (reader.readingUntil != null) ? reader : nextWindow(reader, now);
			if (due != null && due.readingUntil != null) {
				write(due, turn);
				this.jdbc.sql("update reconciliation_turn set turn = :turn, free_at = :freeAt")
					.param("turn", turn)
					.param("freeAt", time(now.plus(TURN)))
					.update();
				return Optional.of(new Reading(turn, due.age, due.readUntil, due.readingUntil, due.token, deadline));
			}
		}
		return Optional.empty();
	}

	/**
	 * The reader with its next window; {@code null} if the window is too short yet or
	 * needs no query.
	 */
	private @Nullable Reader nextWindow(Reader reader, Instant now) {
		Instant end = now.minus(reader.age).truncatedTo(ChronoUnit.SECONDS);
		Instant start = later(reader.readUntil, now.minus(this.plan.horizon()));
		if (Duration.between(start, end).compareTo(ReconciliationPlan.shortestWindow(reader.age)) < 0) {
			return null;
		}
		if (this.plan.foreignChanges()) {
			return reader.with(start, end);
		}
		Instant unconfirmed = firstUnconfirmed(start, end).orElse(null);
		if (unconfirmed == null) {
			write(reader.with(end, null), reader.lastTurn);
			return null;
		}
		return reader.with(later(start, unconfirmed.minus(KnownAttempt.CLOCK_DIFFERENCE)), end);
	}

	/** When the first unconfirmed attempt was opened whose call can be in the window. */
	private Optional<Instant> firstUnconfirmed(Instant start, Instant end) {
		return this.jdbc
			.sql("""
					select opened_at from attempt where outcome = 'unconfirmed' and lease_until >= :start and opened_at <= :end
					order by opened_at limit 1
					""")
			.param("start", time(start.minus(KnownAttempt.CLOCK_DIFFERENCE)))
			.param("end", time(end.plus(KnownAttempt.CLOCK_DIFFERENCE)))
			.query((row, number) -> instant(row, "opened_at"))
			.optional();
	}

	/**
	 * The readers of the plan; the one that has waited longest comes first. At the very
	 * start the youngest reader also reads the past.
	 */
	private List<Reader> readers(Instant now) {
		Map<Duration, Reader> known = this.jdbc.sql("select * from reconciliation_reader").query((row, number) -> {
			OffsetDateTime readingUntil = row.getObject("reading_until", OffsetDateTime.class);
			return new Reader(Duration.ofSeconds(row.getLong("age")), instant(row, "read_until"),
					(readingUntil != null) ? readingUntil.toInstant() : null, row.getString("next_token"),
					row.getLong("last_turn"));
		}).stream().collect(Collectors.toMap(Reader::age, Function.identity()));
		return this.plan.ages()
			.stream()
			.map((age) -> known.containsKey(age) ? known.get(age)
					: create(age, now.minus(age.equals(this.plan.delay()) ? this.plan.until() : age)))
			.sorted(Comparator.comparingLong(Reader::lastTurn))
			.toList();
	}

	private Reader create(Duration age, Instant readUntil) {
		this.jdbc.sql("insert into reconciliation_reader (age, read_until, last_turn) values (:age, :readUntil, 0)")
			.param("age", age.toSeconds())
			.param("readUntil", time(readUntil))
			.update();
		return new Reader(age, readUntil, null, null, 0);
	}

	private void write(Reader reader, long turn) {
		this.jdbc
			.sql("""
					update reconciliation_reader set read_until = :readUntil,
						reading_until = cast(:readingUntil as timestamp(6) with time zone), next_token = :token, last_turn = :turn
					where age = :age
					""")
			.param("readUntil", time(reader.readUntil))
			.param("readingUntil", (reader.readingUntil != null) ? time(reader.readingUntil) : null)
			.param("token", reader.token)
			.param("turn", turn)
			.param("age", reader.age.toSeconds())
			.update();
	}

	/**
	 * Ends the turn, and notes what the reader has read.
	 * @return whether the turn was not over
	 */
	boolean end(Reading reading, @Nullable String nextToken) {
		if (!free(reading, 1, 0)) {
			return false;
		}
		write(new Reader(reading.age(), (nextToken != null) ? reading.from() : reading.to(),
				(nextToken != null) ? reading.to() : null, nextToken, reading.turn()), reading.turn());
		this.jdbc.sql(
				"delete from foreign_change where seen_at < current_timestamp - cast(:kept as bigint) * interval '1' second")
			// An event is seen by the first reader, and not read beyond the horizon
			.param("kept", this.plan.horizon().multipliedBy(2).toSeconds())
			.update();
		return true;
	}

	/**
	 * Ends the turn without a page.
	 * @return whether the turn was not over
	 */
	boolean postpone(Reading reading, boolean restart) {
		int failures = this.jdbc.sql("select failures from reconciliation_turn").query(Integer.class).single();
		int pause = (int) Math.min(MAX_PAUSE_SECONDS, 1L << Math.min(failures + 1, 30));
		if (!free(reading, pause, failures + 1)) {
			return false;
		}
		if (restart) {
			write(new Reader(reading.age(), reading.from(), null, null, reading.turn()), reading.turn());
		}
		return true;
	}

	private boolean free(Reading reading, int pauseSeconds, int failures) {
		return this.jdbc.sql("""
				update reconciliation_turn set failures = :failures,
					free_at = current_timestamp + cast(:pause as integer) * interval '1' second
				where turn = :turn
				""")
			.param("failures", failures)
			.param("pause", pauseSeconds)
			.param("turn", reading.turn())
			.update() == 1;
	}

	private static Instant later(Instant one, Instant other) {
		return one.isAfter(other) ? one : other;
	}

	/**
	 * A row of the table {@code reconciliation_reader}.
	 *
	 * @param readUntil all events before were read
	 * @param readingUntil the end of the window that is being read, if there is one
	 * @param token of the next page of the window
	 */
	private record Reader(Duration age, Instant readUntil, @Nullable Instant readingUntil, @Nullable String token,
			long lastTurn) {

		Reader with(Instant readUntil, @Nullable Instant readingUntil) {
			return new Reader(this.age, readUntil, readingUntil, null, this.lastTurn);
		}

	}

}
