package rootpassword.ledger;

import java.time.Duration;
import java.util.Locale;
import java.util.function.BooleanSupplier;

import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.namedparam.MapSqlParameterSource;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcOperations;
import rootpassword.ledger.Attempts.SettledBy;
import rootpassword.ledger.database.GroupCommit;
import rootpassword.ledger.idempotency.IdempotencyKeys;
import rootpassword.ledger.quota.AttemptQuota;
import rootpassword.reset.AttemptId;
import rootpassword.reset.command.IdempotencyKey;
import rootpassword.reset.command.ResetCommand;
import rootpassword.reset.outcome.ResetOutcome;
import rootpassword.settings.DatabaseUrl;

/**
 * Opens and settles attempts on PostgreSQL in one statement each: one round trip, and a
 * commit that concurrent resets share. It covers the common case only, and changes
 * nothing in any other: {@link Admissions} and {@link Claims} decide those. The contract
 * tests of the ledger hold both to the same results.
 */
final class PostgresSingleStatements {

	private static final String SETTLE = String.format(Locale.ROOT, """
			with target as materialized (
				select instance from attempt where id = :attempt
			), locked as (
				select instance from claim where instance = (select instance from target) for update skip locked
			), settled as (
				%1$s and (exists (select 1 from locked)
					or not exists (select 1 from claim where instance = (select instance from target)))
				returning *
			), released as (
				update claim set (attempt_id, lease_until) = (%4$s)
				where instance = (select instance from locked) and attempt_id = :attempt
					and exists (select 1 from settled where outcome <> 'unconfirmed')
			)
			insert into trail (event, attempt_id, %2$s, %3$s) select 'settled', id, %2$s, %3$s from settled
			""", Attempts.SETTLE, AuditTrail.ATTEMPT_COLUMNS, OriginColumns.NAMES, Claims.EARLIER_UNCONFIRMED);

	private final long leaseMillis;

	private final IdempotencyKeys keys;

	private final AttemptQuota quota;

	private final DatabaseClock clock;

	private final GroupCommit open;

	private final GroupCommit settle;

	private PostgresSingleStatements(NamedParameterJdbcOperations jdbc, Duration lease, IdempotencyKeys keys,
			AttemptQuota quota, DatabaseClock clock) {
		this.leaseMillis = lease.toMillis();
		this.keys = keys;
		this.quota = quota;
		this.clock = clock;
		this.settle = new GroupCommit(jdbc, SETTLE, "attempt");
		// A claim that another transaction has locked is no common case: waiting for it
		// would hold up other resets. The claim is locked before the attempt gets its
		// sequence number.
		this.open = new GroupCommit(jdbc, String.format(Locale.ROOT, """
				with locked as (
					select lease_until from claim where instance = :instance for update skip locked
				), claimed as (
					insert into claim (instance, attempt_id, lease_until)
					select :instance, :attempt, current_timestamp + cast(:lease as bigint) * interval '0.001' second
					where (exists (select 1 from locked where coalesce(lease_until <= current_timestamp, true))
							or not exists (select 1 from claim where instance = :instance))
						and current_timestamp <= cast(:latest as timestamp with time zone) and %1$s and %2$s
					on conflict (instance) do update
						set attempt_id = excluded.attempt_id, lease_until = excluded.lease_until
						where coalesce(claim.lease_until <= current_timestamp, true)
					returning attempt_id, lease_until
				), opened as (
					insert into attempt (id, instance, %3$s, opened_at, lease_until)
					select attempt_id, :instance, %4$s, current_timestamp, lease_until from claimed
					returning *
				), keyed as (
					insert into idempotency (instance, caller, idempotency_key, fingerprint, first_attempt,
						latest_attempt, used_at)
					select :instance, cast(:identity as varchar(100)), cast(:key as varchar(255)),
						cast(:fingerprint as varchar(100)), id, id, current_timestamp
					from opened where cast(:key as varchar(255)) is not null
				)%5$s
				insert into trail (event, attempt_id, instance, %3$s)
				select 'opened', id, instance, %3$s from opened
				""", IdempotencyKeys.IS_NEW, quota.permits(), OriginColumns.NAMES, OriginColumns.VALUES,
				quota.count("opened").map((sql) -> ", counted as (" + sql + ")").orElse("")), "identity", "instance");
	}

	/** The statements for this database, or {@code null} if it is not PostgreSQL. */
	static @Nullable PostgresSingleStatements of(String url, NamedParameterJdbcOperations jdbc, Duration lease,
			LedgerTables tables) {
		return DatabaseUrl.isPostgres(url)
				? new PostgresSingleStatements(jdbc, lease, tables.keys(), tables.attemptQuota(), tables.clock())
				: null;
	}

	/**
	 * Opens the attempt if its key is new, its instance is free, the limits permit it,
	 * and the clock that decides this has not jumped.
	 * @param mayStart is asked just before the statement is sent
	 * @return whether it is opened
	 */
	boolean open(ResetCommand command, AttemptId attempt, BooleanSupplier mayStart) {
		IdempotencyKey key = command.key();
		MapSqlParameterSource parameters = this.quota.parameters(command)
			.addValues(OriginColumns.parameters(command.origin()).getValues())
			.addValue("attempt", attempt.value())
			.addValue("lease", this.leaseMillis)
			.addValue("key", (key != null) ? key.value() : null)
			.addValue("fingerprint", (key != null) ? this.keys.fingerprint(command) : null);
		return this.open.update(parameters, () -> {
			parameters.addValue("latest", this.clock.latest());
			return mayStart.getAsBoolean();
		}) == 1;
	}

	/**
	 * Settles the attempt and releases its claim, like {@link Attempts#settle} and
	 * {@link Claims#release} together.
	 * @return whether the attempt has changed
	 */
	boolean settle(AttemptId attempt, ResetOutcome outcome) {
		return this.settle.update(Attempts.parameters(attempt, outcome, SettledBy.CALLER), () -> true) == 1;
	}

}
