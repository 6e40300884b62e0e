package rootpassword.ledger;

import java.time.Duration;
import java.util.Optional;

import rootpassword.reset.AttemptId;
import rootpassword.reset.Fingerprints;
import rootpassword.reset.IdempotencyKey;
import rootpassword.reset.ResetCommand;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.core.simple.JdbcClient.StatementSpec;

/**
 * What a caller's key stands for on an instance. Whoever asks holds the instance's claim.
 */
final class IdempotencyKeys {

	private final JdbcClient jdbc;

	private final Fingerprints fingerprints;

	private final long retentionMillis;

	IdempotencyKeys(JdbcClient jdbc, Fingerprints fingerprints, Duration retention) {
		this.jdbc = jdbc;
		this.fingerprints = fingerprints;
		this.retentionMillis = retention.toMillis();
	}

	Optional<Run> latest(ResetCommand command, IdempotencyKey key) {
		return named(command, key, """
				select k.first_attempt, k.fingerprint, a.id, a.seq, a.outcome, a.rejection, a.provider_request_id,
					a.provider_code, a.provider_status, a.lease_until > current_timestamp as leased,
					cast(ceil(extract(epoch from a.lease_until - current_timestamp)) as integer) as seconds,
					a.opened_at > current_timestamp - interval '1' second as recent
				from idempotency k join attempt a on a.id = k.latest_attempt
				where k.instance = :instance and k.caller = :identity and k.idempotency_key = :key
					and k.used_at > current_timestamp - cast(:retention as bigint) * interval '0.001' second
				""").param("retention", this.retentionMillis).query((row, number) -> Run.of(row)).optional();
	}

	boolean matches(ResetCommand command, Run run) {
		return this.fingerprints.matches(command, run.fingerprint());
	}

	/**
	 * Whether an attempt that was admitted after this one may have changed the password:
	 * any that was sent, and any of which nobody knows.
	 */
	boolean isSuperseded(ResetCommand command, Run run) {
		return this.jdbc.sql("""
				select exists (select 1 from attempt where instance = :instance and seq > :seq
					and (outcome is null or outcome in ('accepted', 'unconfirmed')
						or rejection not in ('ledger-unavailable', 'provider-unreachable')))
				""")
			.param("instance", command.instance().value())
			.param("seq", run.seq())
			.query(Boolean.class)
			.single();
	}

	void remember(ResetCommand command, IdempotencyKey key, AttemptId first, AttemptId latest) {
		// The clean-up may take the old row away in between, but nobody can add one
		if (write(command, key, first, latest, """
				update idempotency set fingerprint = :fingerprint, first_attempt = :first, latest_attempt = :latest,
					used_at = current_timestamp
				where instance = :instance and caller = :identity and idempotency_key = :key
				""") == 0) {
			write(command, key, first, latest, """
					insert into idempotency (instance, caller, idempotency_key, fingerprint, first_attempt,
						latest_attempt, used_at)
					values (:instance, :identity, :key, :fingerprint, :first, :latest,
						current_timestamp)
					""");
		}
	}

	/** Forgets at most so many keys whose time is over, and says how many. */
	int forget(int limit) {
		return this.jdbc.sql("""
				delete from idempotency where (instance, caller, idempotency_key) in (
					select instance, caller, idempotency_key from idempotency
					where used_at <= current_timestamp - cast(:retention as bigint) * interval '0.001' second
					order by used_at limit :limit)
					and used_at <= current_timestamp - cast(:retention as bigint) * interval '0.001' second
				""").param("retention", this.retentionMillis).param("limit", limit).update();
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
			.param("identity", command.actor().identity())
			.param("key", key.value());
	}

}
