package rootpassword.ledger.idempotency;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Locale;

import org.springframework.jdbc.core.simple.JdbcClient;
import rootpassword.ledger.database.GroupedTransactions;
import rootpassword.reset.AttemptId;
import rootpassword.reset.command.IdempotencyKey;
import rootpassword.reset.command.InstanceId;

import static rootpassword.ledger.database.SqlArrays.texts;

/** The table {@code idempotency}: the keys of each identity on each instance. */
public record IdempotencyKeys(JdbcClient jdbc, IdempotencyProperties properties) {

	private static final Duration DELETION_DELAY = Duration.ofMinutes(1);

	/**
	 * Writes the keys, or overwrites known ones; the retention of each begins now.
	 * Requires the locks on the instances' claims.
	 * @param keys each at most once
	 */
	public void remember(Collection<KeyUse> keys) {
		if (keys.isEmpty()) {
			return;
		}
		// Always true, because a group has at most MAX_GROUP commands. It makes
		// PostgreSQL expect one row, as in AdmissionQuery
		this.jdbc
			.sql(String.format(Locale.ROOT,
					"""
							merge into idempotency k
							using (select * from unnest(cast(:instance as varchar array), cast(:identity as varchar array),
									cast(:key as varchar array), cast(:fingerprint as varchar array), cast(:first as uuid array)) with ordinality
								as t (instance, identity, idempotency_key, fingerprint, first_attempt, number)
								where number between 1 and %d) r
							on (k.instance = r.instance and k.identity = r.identity and k.idempotency_key = r.idempotency_key)
							when matched then update set fingerprint = r.fingerprint, first_attempt = r.first_attempt,
								used_at = current_timestamp
							when not matched then insert (instance, identity, idempotency_key, fingerprint, first_attempt, used_at)
								values (r.instance, r.identity, r.idempotency_key, r.fingerprint, r.first_attempt, current_timestamp)
							""",
					GroupedTransactions.MAX_GROUP))
			.param("instance", texts(keys, KeyUse::instance))
			.param("identity", texts(keys, KeyUse::identity))
			.param("key", texts(keys, (row) -> row.key.value()))
			.param("fingerprint", texts(keys, KeyUse::fingerprint))
			.param("first", texts(keys, KeyUse::first))
			.update();
	}

	/**
	 * Deletes keys a minute after their expiry. By then every transaction that found the
	 * key still valid has ended, so none loses the key or its attempts while it runs.
	 * @return the number of deleted keys, at most the limit
	 */
	public int deleteExpired(int limit) {
		// Two statements: H2 would execute a subquery again for each row of the table
		List<Object[]> expired = this.jdbc.sql("""
				select instance, identity, idempotency_key from idempotency
				where used_at <= current_timestamp - cast(:retention as bigint) * interval '0.001' second
				order by used_at limit :limit for update skip locked
				""")
			.param("retention", this.properties.retention().plus(DELETION_DELAY).toMillis())
			.param("limit", limit)
			.query((row, number) -> new Object[] { row.getString(1), row.getString(2), row.getString(3) })
			.list();
		return expired.isEmpty() ? 0
				: this.jdbc.sql("delete from idempotency where (instance, identity, idempotency_key) in (:expired)")
					.param("expired", expired)
					.update();
	}

	/**
	 * The use of a key by an opened or replayed attempt.
	 *
	 * @param first the first attempt under the key
	 */
	public record KeyUse(InstanceId instance, String identity, IdempotencyKey key, String fingerprint,
			AttemptId first) {
	}

}
