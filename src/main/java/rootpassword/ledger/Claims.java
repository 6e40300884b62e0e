package rootpassword.ledger;

import java.time.Duration;

import rootpassword.reset.AttemptId;
import rootpassword.reset.InstanceId;

import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Who has an instance. Everything about time is asked of the database, because that is
 * the one clock that all replicas share.
 */
final class Claims {

	private final JdbcClient jdbc;

	private final long leaseMillis;

	Claims(JdbcClient jdbc, Duration lease) {
		this.jdbc = jdbc;
		this.leaseMillis = lease.toMillis();
	}

	/**
	 * Whether the attempt has the instance now.
	 * @throws org.springframework.dao.DuplicateKeyException if another attempt has just
	 * made the instance's row; on a second try the row is there
	 */
	boolean take(InstanceId instance, AttemptId attempt) {
		return update(
				"""
						update claim
						set attempt_id = :attempt, lease_until = current_timestamp + cast(:lease as bigint) * interval '0.001' second
						where instance = :instance and (attempt_id is null or lease_until <= current_timestamp)
						""",
				instance, attempt) || update("""
						insert into claim (instance, attempt_id, lease_until)
						select cast(:instance as varchar(64)), cast(:attempt as uuid),
							current_timestamp + cast(:lease as bigint) * interval '0.001' second
						where not exists (select 1 from claim where instance = :instance)
						""", instance, attempt);
	}

	/** How long the instance is not free yet, in whole seconds and at least one. */
	Duration remaining(InstanceId instance) {
		int seconds = this.jdbc.sql("""
				select cast(ceil(extract(epoch from lease_until - current_timestamp)) as integer)
				from claim where instance = :instance and attempt_id is not null
				""").param("instance", instance.value()).query(Integer.class).optional().orElse(1);
		return Duration.ofSeconds(Math.max(1, seconds));
	}

	/** Frees the instance, if the attempt still has it. */
	void release(AttemptId attempt) {
		this.jdbc.sql("""
				update claim set attempt_id = null, lease_until = null
				where instance = (select instance from attempt where id = :attempt) and attempt_id = :attempt
				""").param("attempt", attempt.value()).update();
	}

	private boolean update(String sql, InstanceId instance, AttemptId attempt) {
		return this.jdbc.sql(sql)
			.param("instance", instance.value())
			.param("attempt", attempt.value())
			.param("lease", this.leaseMillis)
			.update() == 1;
	}

}
