package rootpassword.ledger;

import java.time.Duration;

import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import rootpassword.ledger.Attempts.SettledBy;
import rootpassword.ledger.idempotency.IdempotencyKeys;
import rootpassword.ledger.quota.AttemptQuota;
import rootpassword.reset.AttemptId;
import rootpassword.reset.command.IdempotencyKey;
import rootpassword.reset.command.ResetCommand;
import rootpassword.reset.outcome.ResetOutcome;

/**
 * Opens and settles attempts on PostgreSQL in one statement each, which commits itself:
 * one round trip. It covers the common case only, and changes nothing in any other:
 * {@link Admissions} decides those. The contract tests of the ledger hold both to the
 * same results.
 */
final class PostgresSingleStatements {

	private static final String SETTLE = """
			with locked as (
				select instance from claim where instance = (select instance from attempt where id = :attempt)
				for update nowait
			), settled as (
				%1$s and (select count(*) from locked) >= 0
				returning *
			), audited as (
				insert into trail (event, attempt_id, %2$s, %3$s) select 'settled', id, %2$s, %3$s from settled
			), released as (
				update claim set (attempt_id, lease_until) = (%4$s)
				where instance = (select instance from locked) and attempt_id = :attempt
					and exists (select 1 from settled where outcome <> 'unconfirmed')
			)
			select count(*) from settled
			""".formatted(Attempts.SETTLE, AuditTrail.ATTEMPT_COLUMNS, OriginColumns.NAMES, Claims.EARLIER_UNCONFIRMED);

	private final JdbcClient jdbc;

	private final long leaseMillis;

	private final IdempotencyKeys keys;

	private final AttemptQuota quota;

	private final String open;

	private PostgresSingleStatements(JdbcClient jdbc, Duration lease, IdempotencyKeys keys, AttemptQuota quota) {
		this.jdbc = jdbc;
		this.leaseMillis = lease.toMillis();
		this.keys = keys;
		this.quota = quota;
		// Without nowait, a held lock would keep this connection from other requests. The
		// claim is locked before the attempt gets its sequence number.
		this.open = """
				with locked as (
					select attempt_id, lease_until from claim where instance = :instance for update nowait
				), claimed as (
					insert into claim (instance, attempt_id, lease_until)
					select :instance, :attempt, current_timestamp + cast(:lease as bigint) * interval '0.001' second
					where not exists (select 1 from locked where lease_until > current_timestamp)
						and %1$s and %2$s
					on conflict (instance) do update
						set attempt_id = excluded.attempt_id, lease_until = excluded.lease_until
						where coalesce(claim.lease_until <= current_timestamp, true)
					returning attempt_id, lease_until
				), opened as (
					insert into attempt (id, instance, %3$s, opened_at, lease_until)
					select attempt_id, :instance, %4$s, current_timestamp, lease_until from claimed
					returning id
				), keyed as (
					insert into idempotency (instance, caller, idempotency_key, fingerprint, first_attempt,
						latest_attempt, used_at)
					select :instance, cast(:identity as varchar(100)), cast(:key as varchar(255)),
						cast(:fingerprint as varchar(100)), id, id, current_timestamp
					from opened where cast(:key as varchar(255)) is not null
				), audited as (
					insert into trail (event, attempt_id, instance, %3$s)
					select 'opened', id, :instance, %4$s from opened
				)%5$s
				select count(*) from opened
				""".formatted(IdempotencyKeys.IS_NEW, quota.permits(), OriginColumns.NAMES, OriginColumns.VALUES,
				quota.count("opened").map((sql) -> ", counted as (" + sql + ")").orElse(""));
	}

	/** The statements for this database, or {@code null} if it is not PostgreSQL. */
	static @Nullable PostgresSingleStatements of(String url, JdbcClient jdbc, Duration lease, LedgerTables tables) {
		return url.startsWith("jdbc:postgresql:")
				? new PostgresSingleStatements(jdbc, lease, tables.keys(), tables.attemptQuota()) : null;
	}

	/**
	 * Opens the attempt if its key is new, its instance is free, and the limits permit
	 * it.
	 * @return whether it is opened
	 * @throws org.springframework.dao.DataAccessException that LockRetry handles, if
	 * another transaction has the lock of the instance or has just used the key
	 */
	boolean open(ResetCommand command, AttemptId attempt) {
		IdempotencyKey key = command.key();
		return this.quota.bind(OriginColumns.bind(this.jdbc.sql(this.open), command.origin()), command)
			.param("attempt", attempt.value())
			.param("lease", this.leaseMillis)
			.param("key", (key != null) ? key.value() : null)
			.param("fingerprint", (key != null) ? this.keys.fingerprint(command) : null)
			.query(Integer.class)
			.single() == 1;
	}

	/**
	 * Settles the attempt and releases its claim, like {@link Attempts#settle} and
	 * {@link Claims#release} together.
	 * @return whether the attempt has changed
	 * @throws org.springframework.dao.DataAccessException that LockRetry handles, if
	 * another transaction has the lock of the instance
	 */
	boolean settle(AttemptId attempt, ResetOutcome outcome) {
		return Attempts.bind(this.jdbc.sql(SETTLE), attempt, outcome, SettledBy.CALLER)
			.query(Integer.class)
			.single() == 1;
	}

}
