package rootpassword.ledger;

import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Locale;
import java.util.UUID;

import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.namedparam.MapSqlParameterSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import rootpassword.reset.AttemptId;
import rootpassword.reset.command.ResetCommand;
import rootpassword.reset.outcome.HasCode;
import rootpassword.reset.outcome.ProviderAnswer;
import rootpassword.reset.outcome.ResetOutcome;
import rootpassword.reset.outcome.ResetOutcome.Rejected;

/**
 * The table {@code attempt}: the current state of each attempt.
 */
final class Attempts {

	/** The words of the outcomes in the column {@code outcome}. */
	static final List<String> OUTCOMES = List.of("accepted", "rejected", "unconfirmed");

	static final String SETTLE = """
			update attempt set settled_at = current_timestamp, outcome = :outcome, rejection = :rejection,
				provider_request_id = :requestId, provider_code = :code, provider_status = :status,
				settled_by = :settledBy,
				retry_at = current_timestamp + cast(:retryAfter as bigint) * interval '0.001' second
			where id = :attempt
				and (outcome is null or outcome = 'unconfirmed' and cast(:outcome as varchar(20)) <> 'unconfirmed')
			""";

	private final JdbcClient jdbc;

	private final long leaseMillis;

	Attempts(JdbcClient jdbc, Duration lease) {
		this.jdbc = jdbc;
		this.leaseMillis = lease.toMillis();
	}

	void open(AttemptId attempt, ResetCommand command, @Nullable AttemptId repeatOf) {
		OriginColumns.bind(this.jdbc.sql(String.format(Locale.ROOT, """
				insert into attempt (id, instance, %s, repeat_of, opened_at, lease_until)
				values (:attempt, :instance, %s, cast(:repeatOf as uuid), current_timestamp,
					current_timestamp + cast(:lease as bigint) * interval '0.001' second)
				""", OriginColumns.NAMES, OriginColumns.VALUES)), command.origin())
			.param("attempt", attempt.value())
			.param("instance", command.instance().value())
			.param("repeatOf", (repeatOf != null) ? repeatOf.value() : null)
			.param("lease", this.leaseMillis)
			.update();
	}

	/**
	 * Sets the outcome, unless the attempt has one already. A known outcome replaces
	 * unconfirmed. The row's lock decides between replicas that settle at the same time.
	 * @return whether the row has changed
	 */
	boolean settle(AttemptId attempt, ResetOutcome outcome, SettledBy by) {
		return this.jdbc.sql(SETTLE).params(parameters(attempt, outcome, by).getValues()).update() == 1;
	}

	/** Like {@link #settle}, for unconfirmed attempts only. */
	boolean reconcile(AttemptId attempt, ResetOutcome outcome) {
		return this.jdbc.sql(SETTLE + " and outcome = 'unconfirmed'")
			.params(parameters(attempt, outcome, SettledBy.ACTIONTRAIL).getValues())
			.update() == 1;
	}

	/** The parameters of {@link #SETTLE}. */
	static MapSqlParameterSource parameters(AttemptId attempt, ResetOutcome outcome, SettledBy by) {
		ProviderAnswer answer = outcome.answer();
		return new MapSqlParameterSource("outcome", outcome.word()).addValue("settledBy", by.code())
			.addValue("rejection", (outcome instanceof Rejected rejected) ? rejected.reason().code() : null)
			.addValue("requestId", answer.requestId())
			.addValue("code", answer.code())
			.addValue("status", answer.status())
			.addValue("retryAfter", (answer.retryAfter() != null) ? answer.retryAfter().toMillis() : null)
			.addValue("attempt", attempt.value());
	}

	/**
	 * Sets that a login with the password succeeded.
	 * @return whether the row has changed
	 */
	boolean loggedIn(AttemptId attempt) {
		return this.jdbc.sql("update attempt set effective = true where id = :attempt and effective is null")
			.param("attempt", attempt.value())
			.update() == 1;
	}

	boolean exists(AttemptId attempt) {
		return is("id = :attempt", attempt.value(), null);
	}

	boolean isOpen(@Nullable UUID attempt) {
		return is("id = :attempt and outcome is null", attempt, null);
	}

	/** Whether the attempt is unconfirmed and has the same key as the first attempt. */
	boolean isUnconfirmedUnderKeyOf(@Nullable UUID attempt, AttemptId first) {
		return is("id = :attempt and outcome = 'unconfirmed' and coalesce(repeat_of, id) = :first", attempt, first);
	}

	/**
	 * The next open attempts whose lease has ended, oldest first.
	 * @param after the last one of the previous page
	 */
	List<Stale> stale(Stale after, int limit) {
		return this.jdbc.sql("""
				select id, lease_until from attempt where outcome is null and lease_until <= current_timestamp
					and lease_until >= :leaseUntil and (lease_until > :leaseUntil or id > :id)
				order by lease_until, id limit :limit
				""")
			.param("leaseUntil", after.leaseUntil)
			.param("id", after.id)
			.param("limit", limit)
			.query((row, number) -> new Stale(row.getObject("lease_until", OffsetDateTime.class),
					row.getObject("id", UUID.class)))
			.list();
	}

	/**
	 * Deletes attempts with this outcome that ended before the retention, oldest first,
	 * without waiting for locks. Attempts stay while a claim refers to them. On an
	 * instance with an idempotency key, the key's first attempt and all later ones stay:
	 * they decide how a repeat is answered.
	 * @return the number of deleted rows, at most the limit
	 */
	int deleteSettled(String outcome, Duration retention, int limit) {
		// Two statements: H2 would execute a subquery again for each row of the table
		List<UUID> old = this.jdbc.sql("""
				select a.id from attempt a
				where a.outcome = :outcome
					and a.lease_until < current_timestamp - cast(:retention as bigint) * interval '0.001' second
					and a.settled_at < current_timestamp - cast(:retention as bigint) * interval '0.001' second
					and not exists (select 1 from claim c where c.instance = a.instance and c.attempt_id = a.id)
					and not exists (select 1 from idempotency k join attempt f on f.id = k.first_attempt
						where k.instance = a.instance and f.seq <= a.seq)
				order by a.outcome, a.lease_until limit :limit for update skip locked
				""")
			.param("outcome", outcome)
			.param("retention", retention.toMillis())
			.param("limit", limit)
			.query((row, number) -> row.getObject("id", UUID.class))
			.list();
		return old.isEmpty() ? 0 : this.jdbc.sql("delete from attempt where id in (:old)").param("old", old).update();
	}

	private boolean is(String condition, @Nullable UUID attempt, @Nullable AttemptId first) {
		return this.jdbc.sql("select exists (select 1 from attempt where " + condition + ")")
			.param("attempt", attempt)
			.param("first", (first != null) ? first.value() : null)
			.query(Boolean.class)
			.single();
	}

	/**
	 * The source of an outcome.
	 */
	enum SettledBy implements HasCode {

		/** The gateway: the answer to the call, or its failure. */
		CALLER,

		/** Nobody: the lease has ended. */
		LEASE,

		/** The provider's trail. */
		ACTIONTRAIL

	}

	/** An open attempt whose lease has ended; also a position in their order. */
	record Stale(OffsetDateTime leaseUntil, UUID id) {

		static final Stale FIRST = new Stale(OffsetDateTime.parse("0001-01-01T00:00:00Z"), new UUID(0, 0));

		AttemptId attempt() {
			return new AttemptId(this.id);
		}

	}

}
