package rootpassword.ledger;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;

import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import rootpassword.ledger.ReconciliationReaders.Reader;
import rootpassword.ledger.database.LedgerTransactions;
import rootpassword.reset.AttemptId;
import rootpassword.reset.Deadline;
import rootpassword.reset.command.InstanceId;
import rootpassword.reset.reconciliation.KnownAttempt;
import rootpassword.reset.reconciliation.ProviderEvent;
import rootpassword.reset.reconciliation.Reading;
import rootpassword.reset.reconciliation.ReconciliationLedger;
import rootpassword.reset.reconciliation.ReconciliationPlan;

/**
 * The reconciliation's part of the ledger. Each method is one transaction.
 */
final class JdbcReconciliationLedger implements ReconciliationLedger {

	/** The maximum duration of a query. */
	private static final Duration QUERY = Duration.ofSeconds(10);

	/** A lease is never longer. */
	private static final Duration LONGEST_LEASE = Duration.ofDays(1);

	private final JdbcClient jdbc;

	private final LedgerTransactions transactions;

	private final LedgerTables tables;

	private final ReconciliationTurn turn;

	private final ReconciliationReaders readers;

	private final Duration horizon;

	JdbcReconciliationLedger(JdbcClient jdbc, LedgerTransactions transactions, LedgerTables tables,
			ReconciliationPlan plan) {
		this.jdbc = jdbc;
		this.transactions = transactions;
		this.tables = tables;
		this.turn = new ReconciliationTurn(jdbc);
		this.readers = new ReconciliationReaders(jdbc, plan);
		this.horizon = plan.horizon();
	}

	@Override
	public Instant readUntil() {
		return this.transactions.runJob(this.readers::readUntil);
	}

	@Override
	public Optional<Reading> begin() {
		// Taken first, so that it never ends after the turn in the database
		Deadline deadline = Deadline.in(QUERY);
		return this.transactions
			.runJob(() -> this.turn.lock().flatMap((free) -> this.readers.due(free.now()).map((reader) -> {
				this.turn.take(free);
				this.readers
					.write(new Reader(reader.age(), reader.start(), reader.end(), reader.token(), free.number()));
				return new Reading(free.number(), reader.age(), reader.start(), Objects.requireNonNull(reader.end()),
						reader.token(), deadline);
			})));
	}

	@Override
	public void end(Reading reading, @Nullable String nextToken) {
		this.transactions.runJob(() -> {
			boolean held = this.turn.end(reading);
			if (held) {
				this.readers.write((nextToken != null)
						? new Reader(reading.age(), reading.from(), reading.to(), nextToken, reading.turn())
						: new Reader(reading.age(), reading.to(), null, null, reading.turn()));
				forgetForeignChanges();
			}
			return held;
		});
	}

	@Override
	public void postpone(Reading reading, boolean restart) {
		this.transactions.runJob(() -> {
			boolean held = this.turn.fail(reading);
			if (held && restart) {
				this.readers.write(new Reader(reading.age(), reading.from(), null, null, reading.turn()));
			}
			return held;
		});
	}

	/** An event was new when it was seen first, and is not read beyond the horizon. */
	private void forgetForeignChanges() {
		this.jdbc.sql(
				"delete from foreign_change where seen_at < current_timestamp - cast(:kept as bigint) * interval '1' second")
			.param("kept", this.horizon.multipliedBy(2).toSeconds())
			.update();
	}

	@Override
	public Optional<KnownAttempt> find(ProviderEvent event) {
		AttemptId attempt = event.attempt();
		return this.transactions.runJob(() -> (attempt != null) ? find("id = :id", attempt.value(), event) : find("""
				instance = :instance and opened_at >= :from and opened_at <= :to
					and provider_request_id = :requestId
				""", null, event));
	}

	private Optional<KnownAttempt> find(String condition, @Nullable UUID id, ProviderEvent event) {
		return this.jdbc
			.sql("select id, instance, opened_at, lease_until, outcome, provider_request_id from attempt where "
					+ condition)
			.param("id", id)
			.param("instance", event.instance().value())
			.param("from", time(event.time().minus(LONGEST_LEASE).minus(KnownAttempt.CLOCK_DIFFERENCE)))
			.param("to", time(event.time().plus(KnownAttempt.CLOCK_DIFFERENCE)))
			.param("requestId", event.requestId())
			.query((row, number) -> new KnownAttempt(new AttemptId(row.getObject("id", UUID.class)),
					new InstanceId(row.getString("instance")), instant(row, "opened_at"), instant(row, "lease_until"),
					row.getString("outcome"), row.getString("provider_request_id")))
			.stream()
			.findFirst();
	}

	@Override
	public boolean settle(AttemptId attempt, ProviderEvent event) {
		return this.transactions.runWithRetry(Optional::empty, () -> {
			this.tables.claims().lockInstanceOf(attempt);
			boolean changed = this.tables.attempts().reconcile(attempt, event.outcome());
			if (changed) {
				this.tables.trail().reconciled(attempt, event);
				this.tables.claims().release(attempt);
			}
			return changed;
		});
	}

	@Override
	public boolean recordForeignChange(ProviderEvent event) {
		// Repeated if another replica, whose turn is over, records the same event
		return this.transactions.runWithRetry(Optional::empty, () -> {
			boolean isNew = this.jdbc.sql("""
					insert into foreign_change (request_id, seen_at) select :requestId, current_timestamp
					where not exists (select 1 from foreign_change where request_id = :requestId)
					""").param("requestId", event.requestId()).update() == 1;
			if (isNew) {
				this.tables.trail().foreignChange(event);
			}
			return isNew;
		});
	}

	private static OffsetDateTime time(Instant instant) {
		return instant.atOffset(ZoneOffset.UTC);
	}

	static Instant instant(ResultSet row, String column) throws SQLException {
		return Objects.requireNonNull(row.getObject(column, OffsetDateTime.class)).toInstant();
	}

}
