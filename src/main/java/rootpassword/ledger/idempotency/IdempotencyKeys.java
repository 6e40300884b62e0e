package rootpassword.ledger.idempotency;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.core.simple.JdbcClient.StatementSpec;
import rootpassword.ledger.fingerprint.Fingerprints;
import rootpassword.reset.AttemptId;
import rootpassword.reset.command.IdempotencyKey;
import rootpassword.reset.command.ResetCommand;
import rootpassword.reset.outcome.Rejection;

/**
 * The table {@code idempotency}: the keys of each identity on each instance. The column
 * {@code caller} holds the identity. All methods except {@link #deleteExpired} require
 * the lock on the instance's claim, or return a snapshot.
 */
public final class IdempotencyKeys {

	/** The rejections of attempts that the provider cannot have received. */
	private static final List<String> UNSENT = Rejection.all((reason) -> !reason.sent())
		.stream()
		.map(Rejection::code)
		.toList();

	/** The SQL condition that the key is unknown. */
	public static final String IS_NEW = "not exists (select 1 from idempotency where instance = :instance "
			+ "and caller = cast(:identity as varchar(100)) and idempotency_key = cast(:key as varchar(255)))";

	private static final long DELETION_DELAY_MILLIS = 60_000;

	private final JdbcClient jdbc;

	private final Fingerprints fingerprints;

	private final long retentionMillis;

	public IdempotencyKeys(JdbcClient jdbc, Fingerprints fingerprints, Duration retention) {
		this.jdbc = jdbc;
		this.fingerprints = fingerprints;
		this.retentionMillis = retention.toMillis();
	}

	/** The attempts under the key; empty if the key is unknown or expired. */
	public Optional<KeyedAttempts> find(ResetCommand command, IdempotencyKey key) {
		return named(command, key, """
				select first_attempt, fingerprint from idempotency
				where instance = :instance and caller = cast(:identity as varchar(100)) and idempotency_key = :key
					and used_at > current_timestamp - cast(:retention as bigint) * interval '0.001' second
				""").param("retention", this.retentionMillis)
			.query((row, number) -> Map.entry(new AttemptId(row.getObject("first_attempt", UUID.class)),
					row.getString("fingerprint")))
			.optional()
			.map((row) -> new KeyedAttempts(row.getKey(), row.getValue(), attempts(row.getKey())));
	}

	public String fingerprint(ResetCommand command) {
		return this.fingerprints.of(command);
	}

	public boolean matches(ResetCommand command, KeyedAttempts known) {
		return this.fingerprints.matches(command, known.fingerprint());
	}

	/**
	 * Whether a later attempt on the instance may have changed the password: an attempt
	 * that was sent, or whose outcome is unknown.
	 */
	public boolean isSuperseded(ResetCommand command, KeyedAttempt attempt) {
		return this.jdbc.sql("""
				select exists (select 1 from attempt where instance = :instance and seq > :seq
					and (outcome is null or outcome in ('accepted', 'unconfirmed')
						or rejection not in (:unsent)))
				""")
			.param("instance", command.instance().value())
			.param("seq", attempt.seq())
			.param("unsent", UNSENT)
			.query(Boolean.class)
			.single();
	}

	/** Restarts the retention of the key after a replay. */
	public void prolong(ResetCommand command, IdempotencyKey key) {
		named(command, key, """
				update idempotency set used_at = current_timestamp
				where instance = :instance and caller = cast(:identity as varchar(100)) and idempotency_key = :key
				""").update();
	}

	public void remember(ResetCommand command, IdempotencyKey key, AttemptId first, AttemptId latest) {
		// Only the deletion of expired keys needs no lock: the row can vanish, but not
		// appear
		if (write(command, key, first, latest, """
				update idempotency set fingerprint = :fingerprint, first_attempt = :first, latest_attempt = :latest,
					used_at = current_timestamp
				where instance = :instance and caller = cast(:identity as varchar(100)) and idempotency_key = :key
				""") == 0) {
			write(command, key, first, latest, """
					insert into idempotency (instance, caller, idempotency_key, fingerprint, first_attempt,
						latest_attempt, used_at)
					values (:instance, cast(:identity as varchar(100)), :key, :fingerprint, :first, :latest,
						current_timestamp)
					""");
		}
	}

	/**
	 * Deletes keys that expired a minute ago: no transaction that has found a key still
	 * runs when it and its attempts vanish.
	 * @return the number of deleted keys, at most the limit
	 */
	public int deleteExpired(int limit) {
		long retention = this.retentionMillis + DELETION_DELAY_MILLIS;
		// Two statements: H2 would execute a subquery again for each row of the table
		List<Object[]> expired = this.jdbc.sql("""
				select instance, caller, idempotency_key from idempotency
				where used_at <= current_timestamp - cast(:retention as bigint) * interval '0.001' second
				order by used_at limit :limit
				""")
			.param("retention", retention)
			.param("limit", limit)
			.query((row, number) -> new Object[] { row.getString(1), row.getString(2), row.getString(3) })
			.list();
		return expired.isEmpty() ? 0 : this.jdbc.sql("""
				delete from idempotency where (instance, caller, idempotency_key) in (:expired)
					and used_at <= current_timestamp - cast(:retention as bigint) * interval '0.001' second
				""").param("retention", retention).param("expired", expired).update();
	}

	private List<KeyedAttempt> attempts(AttemptId first) {
		// Two branches, because H2 uses no index for an "or"
		return this.jdbc
			.sql("""
					select id, seq, outcome, rejection, provider_request_id, provider_code, provider_status, effective,
						lease_until > current_timestamp as leased,
						cast(ceil(extract(epoch from lease_until - current_timestamp)) as integer) as seconds,
						cast(extract(epoch from current_timestamp - opened_at) * 1000 as bigint) as age,
						coalesce(cast(ceil(extract(epoch from retry_at - current_timestamp) * 1000) as bigint), 0) as provider_pause
					from attempt where id in (select id from attempt where id = :first
						union all select id from attempt where repeat_of = :first)
					order by seq desc
					""")
			.param("first", first.value())
			.query((row, number) -> KeyedAttempt.of(row))
			.list();
	}

	private int write(ResetCommand command, IdempotencyKey key, AttemptId first, AttemptId latest, String sql) {
		return named(command, key, sql).param("fingerprint", this.fingerprints.of(command))
			.param("first", first.value())
			.param("latest", latest.value())
			.update();
	}

	private StatementSpec named(ResetCommand command, IdempotencyKey key, String sql) {
		return this.jdbc.sql(sql)
			.param("instance", command.instance().value())
			.param("identity", command.origin().actor().identity())
			.param("key", key.value());
	}

}
