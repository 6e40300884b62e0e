package rootpassword.ledger;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;

import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import rootpassword.ledger.database.LedgerTransactions;
import rootpassword.ledger.idempotency.KeyedAttempts.KeyedAttempt;
import rootpassword.reset.AttemptId;
import rootpassword.reset.command.InstanceId;
import rootpassword.reset.history.Attempt;
import rootpassword.reset.history.AttemptHistory;
import rootpassword.reset.history.AttemptHistory.HistoryCursor;
import rootpassword.reset.history.AttemptHistory.HistoryPage;
import rootpassword.reset.history.AttemptHistory.HistoryQuery;

/**
 * Reads the attempts that {@link Attempts} writes.
 */
record JdbcAttemptHistory(JdbcClient jdbc, LedgerTransactions transactions) implements AttemptHistory {

	/** Before and after every attempt, and within the range of both databases. */
	private static final Instant EARLIEST = Instant.parse("0001-01-01T00:00:00Z");

	private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59Z");

	private static final HistoryCursor NEWEST = new HistoryCursor(LATEST, Long.MAX_VALUE);

	/**
	 * Not {@code *}: a plan that the server has cached for it fails after a migration
	 * adds a column.
	 */
	private static final String COLUMNS = """
			id, seq, instance, target, caller, identity, asserted_user, reason, opened_at, settled_at,
			outcome, rejection, provider_code, provider_request_id, repeat_of, settled_by,
			effective""";

	@Override
	public Optional<Attempt> find(AttemptId attempt) {
		return this.transactions.reads()
			.execute((status) -> this.jdbc.sql("select " + COLUMNS + " from attempt where id = :id")
				.param("id", attempt.value())
				.query((row, number) -> Row.of(row).attempt)
				.optional());
	}

	@Override
	public HistoryPage read(HistoryQuery query) {
		HistoryCursor olderThan = Objects.requireNonNullElse(query.after(), NEWEST);
		// H2 uses the index only if "order by" names all of its columns
		List<Row> rows = this.transactions.reads()
			.execute((status) -> this.jdbc.sql(String.format(Locale.ROOT, """
					select %s from attempt where instance = :instance and opened_at >= :from and opened_at < :to
						and opened_at <= :olderThan and (opened_at < :olderThan or seq < :seq)
					order by instance desc, opened_at desc, seq desc limit :limit
					""", COLUMNS))
				.param("instance", query.instance().value())
				.param("from", time(query.from(), EARLIEST))
				.param("to", time(query.to(), LATEST))
				.param("olderThan", time(olderThan.openedAt(), LATEST))
				.param("seq", olderThan.seq())
				.param("limit", query.limit() + 1)
				.query((row, number) -> Row.of(row))
				.list());
		List<Row> page = rows.subList(0, Math.min(rows.size(), query.limit()));
		return new HistoryPage(page.stream().map(Row::attempt).toList(),
				(rows.size() > page.size()) ? page.getLast().cursor() : null);
	}

	/**
	 * Rounds up to the precision of the columns, which keeps both {@code >=} and
	 * {@code <} exact.
	 */
	private static OffsetDateTime time(@Nullable Instant time, Instant otherwise) {
		return Objects.requireNonNullElse(time, otherwise)
			.plusNanos(999)
			.truncatedTo(ChronoUnit.MICROS)
			.atOffset(ZoneOffset.UTC);
	}

	private record Row(Attempt attempt, long seq) {

		static Row of(ResultSet row) throws SQLException {
			return new Row(new Attempt(new AttemptId(row.getObject("id", UUID.class)),
					new InstanceId(row.getString("instance")), row.getString("target"), row.getString("caller"),
					row.getString("identity"), row.getString("asserted_user"), row.getString("reason"),
					Objects.requireNonNull(instant(row, "opened_at")), instant(row, "settled_at"),
					Objects.requireNonNullElse(row.getString("outcome"), "open"), row.getString("rejection"),
					row.getString("provider_code"), row.getString("provider_request_id"),
					KeyedAttempt.id(row, "repeat_of"), row.getString("settled_by"), row.getBoolean("effective")),
					row.getLong("seq"));
		}

		HistoryCursor cursor() {
			return new HistoryCursor(this.attempt.openedAt(), this.seq);
		}

		private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
			OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
			return (time != null) ? time.toInstant() : null;
		}

	}

}
