package rootpassword.ledger.reconciliation;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BiPredicate;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import rootpassword.ledger.database.LedgerTransactions;
import rootpassword.reset.AttemptId;
import rootpassword.reset.Deadline;
import rootpassword.reset.command.InstanceId;
import rootpassword.reset.reconciliation.Lookup.ProviderEvent;
import rootpassword.reset.reconciliation.ReconciliationLedger;
import rootpassword.reset.reconciliation.ReconciliationPlan;

import static rootpassword.ledger.reconciliation.Cursors.instant;
import static rootpassword.ledger.reconciliation.Cursors.time;

/**
 * The reconciliation's part of the ledger. Each method is one transaction. The only row
 * of {@code reconciliation_turn} gives the turn to read to one replica at a time, by the
 * clock of the database.
 *
 * @param settle see {@link #settle}, in the transaction of the caller
 * @param appendForeignChange appends the change to the trail, likewise
 */
public record JdbcReconciliationLedger(JdbcClient jdbc, LedgerTransactions transactions,
		BiPredicate<AttemptId, ProviderEvent> settle, Consumer<ProviderEvent> appendForeignChange,
		ReconciliationPlan plan) implements ReconciliationLedger {

	/** The maximum duration of a query. */
	private static final Duration QUERY = Duration.ofSeconds(10);

	/** After this time another replica may read, because this one may have vanished. */
	private static final Duration LONGEST_TURN = Duration.ofSeconds(30);

	private static final int PAUSE_SECONDS = 1;

	private static final int MAX_PAUSE_SECONDS = 300;

	private Cursors cursors() {
		return new Cursors(this.jdbc, this.plan);
	}

	@Override
	public Instant readUntil() {
		return this.transactions.runJob(cursors()::readUntil);
	}

	@Override
	public Optional<Reading> begin() {
		// Taken first, so that it never ends after the turn in the database
		Deadline deadline = Deadline.in(QUERY);
		return this.transactions.runJob(() -> this.jdbc.sql("""
				select turn, current_timestamp as now from reconciliation_turn where free_at <= current_timestamp
				for update skip locked
				""")
			.query((row, number) -> begin(row.getLong("turn") + 1, instant(row, "now"), deadline))
			.optional()
			.flatMap((reading) -> reading));
	}

	private Optional<Reading> begin(long turn, Instant now, Deadline deadline) {
		Optional<Reading> reading = cursors().due(turn, now, deadline);
		reading.ifPresent((page) -> {
			this.jdbc.sql("update reconciliation_turn set turn = :turn, free_at = :freeAt")
				.param("turn", turn)
				.param("freeAt", time(now.plus(LONGEST_TURN)))
				.update();
			cursors().read(page, page.token());
		});
		return reading;
	}

	@Override
	public void end(Reading reading, @Nullable String nextToken) {
		this.transactions.runJob(() -> {
			boolean held = endTurn(reading, PAUSE_SECONDS, 0);
			if (held && nextToken != null) {
				cursors().read(reading, nextToken);
			}
			else if (held) {
				cursors().waitAt(reading.age(), reading.to(), reading.turn());
				forgetForeignChanges();
			}
			return held;
		});
	}

	@Override
	public void postpone(Reading reading, boolean restart) {
		this.transactions.runJob(() -> {
			int failures = this.jdbc.sql("select failures from reconciliation_turn").query(Integer.class).single() + 1;
			boolean held = endTurn(reading, (int) Math.min(MAX_PAUSE_SECONDS, 1L << Math.min(failures, 30)), failures);
			if (held && restart) {
				cursors().waitAt(reading.age(), reading.from(), reading.turn());
			}
			return held;
		});
	}

	/** False if the turn was over. */
	private boolean endTurn(Reading reading, int pauseSeconds, int failures) {
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

	/**
	 * An event can be as old as the horizon when it is seen first. It is read again until
	 * it is a horizon older, so it is kept for twice the horizon.
	 */
	private void forgetForeignChanges() {
		this.jdbc.sql(
				"delete from foreign_change where seen_at < current_timestamp - cast(:kept as bigint) * interval '1' second")
			.param("kept", this.plan.horizon().multipliedBy(2).toSeconds())
			.update();
	}

	@Override
	public Optional<KnownAttempt> find(ProviderEvent event) {
		AttemptId attempt = event.attempt();
		String condition = (attempt != null) ? "id = :id"
				: "instance = :instance and opened_at between :from and :to and provider_request_id = :requestId";
		return this.transactions.runJob(() -> this.jdbc
			.sql("select id, instance, opened_at, lease_until, outcome, provider_request_id from attempt where "
					+ condition)
			.param("id", (attempt != null) ? attempt.value() : null)
			.param("instance", event.instance().value())
			.param("from", time(event.time().minus(Cursors.LONGEST_LEASE).minus(CLOCK_DIFFERENCE)))
			.param("to", time(event.time().plus(CLOCK_DIFFERENCE)))
			.param("requestId", event.requestId())
			.query((row, number) -> new KnownAttempt(new AttemptId(row.getObject("id", UUID.class)),
					new InstanceId(row.getString("instance")), instant(row, "opened_at"), instant(row, "lease_until"),
					row.getString("outcome"), row.getString("provider_request_id")))
			.stream()
			.findFirst());
	}

	@Override
	public boolean settle(AttemptId attempt, ProviderEvent event) {
		return this.transactions.runJob(() -> this.settle.test(attempt, event));
	}

	@Override
	public boolean recordForeignChange(ProviderEvent event) {
		// Fails if another replica, whose turn is over, records the same event at this
		// moment
		return this.transactions.runJob(() -> {
			boolean isNew = this.jdbc.sql("""
					insert into foreign_change (request_id, seen_at) select :requestId, current_timestamp
					where not exists (select 1 from foreign_change where request_id = :requestId)
					""").param("requestId", event.requestId()).update() == 1;
			if (isNew) {
				this.appendForeignChange.accept(event);
			}
			return isNew;
		});
	}

}
