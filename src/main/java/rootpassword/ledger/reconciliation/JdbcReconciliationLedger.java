package rootpassword.ledger.reconciliation;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BiPredicate;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.core.simple.JdbcClient.StatementSpec;
import rootpassword.ledger.database.LedgerProperties;
import rootpassword.ledger.database.LedgerTransactions;
import rootpassword.reset.AttemptId;
import rootpassword.reset.Deadline;
import rootpassword.reset.LedgerUnavailableException;
import rootpassword.reset.command.InstanceId;
import rootpassword.reset.reconciliation.Lookup.ProviderEvent;
import rootpassword.reset.reconciliation.ProviderTrail;
import rootpassword.reset.reconciliation.ReconciliationLedger;
import rootpassword.reset.reconciliation.ReconciliationPlan;

import static rootpassword.ledger.reconciliation.Cursors.instant;
import static rootpassword.ledger.reconciliation.Cursors.time;

/**
 * The part of the ledger for the reconciliation of one target. Each method is one
 * transaction.
 *
 * @param settle see {@link #settle}, in the transaction of the caller
 * @param appendForeignChange appends the change to the trail, likewise
 */
public record JdbcReconciliationLedger(JdbcClient jdbc, LedgerTransactions transactions,
		BiPredicate<AttemptId, ProviderEvent> settle, Consumer<ProviderEvent> appendForeignChange,
		ReconciliationPlan plan, ProviderTrail trail) implements ReconciliationLedger {

	/** The maximum duration of a query. */
	private static final Duration QUERY = Duration.ofSeconds(10);

	private Turns turns() {
		return new Turns(this.jdbc, this.trail);
	}

	private Cursors cursors() {
		return new Cursors(this.jdbc, this.plan, this.trail.target());
	}

	@Override
	public Instant readUntil() {
		return this.transactions.jobs().execute((status) -> cursors().readUntil());
	}

	@Override
	public Optional<Reading> begin() {
		// Taken first, so that it never ends after the turn in the database
		Deadline deadline = Deadline.in(QUERY);
		try {
			return this.transactions.jobs().execute((status) -> turns().lockFree().flatMap((turn) -> {
				Optional<Reading> reading = cursors().due(turn.number(), turn.now(), deadline);
				reading.ifPresent((page) -> {
					turns().take(turn);
					cursors().continueAt(page, page.token());
				});
				return reading;
			}));
		}
		catch (LedgerUnavailableException ex) {
			if (ex.getCause() instanceof DuplicateKeyException) {
				// Another replica has made the rows of the turn at this moment
				return Optional.empty();
			}
			throw ex;
		}
	}

	@Override
	public void end(Reading reading, @Nullable String nextToken) {
		this.transactions.jobs().executeWithoutResult((status) -> {
			boolean held = turns().end(reading.turn());
			if (held && nextToken != null) {
				cursors().continueAt(reading, nextToken);
			}
			else if (held) {
				cursors().waitFrom(reading.age(), reading.to(), reading.turn());
				forgetForeignChanges();
			}
		});
	}

	@Override
	public void postpone(Reading reading, boolean restart) {
		this.transactions.jobs().executeWithoutResult((status) -> {
			boolean held = turns().postpone(reading.turn());
			if (held && restart) {
				cursors().waitFrom(reading.age(), reading.from(), reading.turn());
			}
		});
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
		String condition = (event.attempt() != null) ? "id = :id"
				: "instance = :instance and opened_at between :from and :to and provider_request_id = :requestId";
		return this.transactions.jobs()
			.execute((status) -> bind(this.jdbc
				.sql("select id, instance, opened_at, lease_until, outcome, provider_request_id from attempt "
						+ "where target = :target and " + condition),
					event)
				.query((row, number) -> new KnownAttempt(new AttemptId(row.getObject("id", UUID.class)),
						new InstanceId(row.getString("instance")), instant(row, "opened_at"),
						instant(row, "lease_until"), row.getString("outcome"), row.getString("provider_request_id")))
				.stream()
				.findFirst());
	}

	private StatementSpec bind(StatementSpec statement, ProviderEvent event) {
		AttemptId attempt = event.attempt();
		return statement.param("target", this.trail.target())
			.param("id", (attempt != null) ? attempt.value() : null)
			.param("instance", event.instance().value())
			.param("from", time(event.time().minus(LedgerProperties.MAX_LEASE).minus(CLOCK_DIFFERENCE)))
			.param("to", time(event.time().plus(CLOCK_DIFFERENCE)))
			.param("requestId", event.requestId());
	}

	@Override
	public boolean settle(AttemptId attempt, ProviderEvent event) {
		return this.transactions.jobs().execute((status) -> this.settle.test(attempt, event));
	}

	@Override
	public boolean recordForeignChange(ProviderEvent event) {
		// Fails if another replica, whose turn is over, records the same event at this
		// moment
		return this.transactions.jobs().execute((status) -> {
			boolean isNew = bind(this.jdbc.sql("""
					insert into foreign_change (account, request_id, seen_at)
					select :account, :requestId, current_timestamp
					where not exists (select 1 from foreign_change where account = :account and request_id = :requestId)
						and not exists (select 1 from attempt
							where instance = :instance and opened_at between :from and :to and target <> :target
								and (provider_request_id = :requestId or provider_request_id is null
									and id = cast(:id as uuid) and coalesce(outcome, 'unconfirmed') = 'unconfirmed'))
					"""), event).param("account", this.trail.account()).update() == 1;
			if (isNew) {
				this.appendForeignChange.accept(event);
			}
			return isNew;
		});
	}

}
