package rootpassword.ledger;

import java.time.Duration;
import java.util.Optional;
import java.util.UUID;

import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import rootpassword.reset.AttemptId;
import rootpassword.reset.InstanceId;

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
	 * Locks the instance's row until the end of the transaction, so that decisions about
	 * one instance are made one after the other.
	 * @throws org.springframework.dao.DataAccessException if another transaction has the
	 * lock; LedgerTransactions retries it
	 */
	Claim lock(InstanceId instance) {
		// Another may make the row between two of our statements
		return locked(instance).or(() -> create(instance)).or(() -> locked(instance)).orElseThrow();
	}

	/** Who has the instance at this moment; waits for nobody and holds nothing. */
	Claim look(InstanceId instance) {
		return read(instance, "").orElse(new Claim(null, false, Duration.ZERO));
	}

	private Optional<Claim> locked(InstanceId instance) {
		return read(instance, "for update nowait");
	}

	private Optional<Claim> read(InstanceId instance, String locking) {
		return this.jdbc.sql("""
				select attempt_id, coalesce(lease_until > current_timestamp, false) as live,
					cast(ceil(extract(epoch from lease_until - current_timestamp)) as integer) as seconds
				from claim where instance = :instance\s""" + locking)
			.param("instance", instance.value())
			.query((row, number) -> new Claim(row.getObject("attempt_id", UUID.class), row.getBoolean("live"),
					Duration.ofSeconds(row.getInt("seconds"))))
			.optional();
	}

	/** Like {@link #lock(InstanceId)}, for the instance of the attempt. */
	void lockInstanceOf(AttemptId attempt) {
		this.jdbc.sql(
				"select instance from claim where instance = (select instance from attempt where id = :attempt) for update nowait")
			.param("attempt", attempt.value())
			.query(String.class)
			.list();
	}

	/** Gives the locked instance to the attempt, whoever had it. */
	void take(InstanceId instance, AttemptId attempt) {
		this.jdbc
			.sql("""
					update claim
					set attempt_id = :attempt, lease_until = current_timestamp + cast(:lease as bigint) * interval '0.001' second
					where instance = :instance
					""")
			.param("instance", instance.value())
			.param("attempt", attempt.value())
			.param("lease", this.leaseMillis)
			.update();
	}

	/**
	 * Frees the locked instance, if the attempt still has it. Where it had taken over
	 * from an unconfirmed one whose lease has not ended, the claim goes back to that: its
	 * call may still be under way.
	 */
	void release(AttemptId attempt) {
		this.jdbc
			.sql("""
					update claim set
						attempt_id = (select u.id from attempt u where u.instance = claim.instance and u.outcome = 'unconfirmed'
							and u.lease_until > current_timestamp order by u.lease_until desc, u.seq desc limit 1),
						lease_until = (select u.lease_until from attempt u where u.instance = claim.instance
							and u.outcome = 'unconfirmed' and u.lease_until > current_timestamp
							order by u.lease_until desc, u.seq desc limit 1)
					where instance = (select a.instance from attempt a where a.id = :attempt) and attempt_id = :attempt
					""")
			.param("attempt", attempt.value())
			.update();
	}

	/** Removes the locked row of an instance that no attempt claims. */
	void removeUnused(InstanceId instance) {
		this.jdbc.sql("delete from claim where instance = :instance and attempt_id is null")
			.param("instance", instance.value())
			.update();
	}

	private Optional<Claim> create(InstanceId instance) {
		int created = this.jdbc.sql("""
				insert into claim (instance) select cast(:instance as varchar(64))
				where not exists (select 1 from claim where instance = :instance)
				""").param("instance", instance.value()).update();
		return (created == 1) ? Optional.of(new Claim(null, false, Duration.ZERO)) : Optional.empty();
	}

	/**
	 * Forgets at most so many claims that are free or have been over for an hour, and
	 * says how many. It waits for no lock.
	 */
	int forget(int limit) {
		return this.jdbc.sql("""
				delete from claim where instance in (
					select instance from claim
					where attempt_id is null or lease_until < current_timestamp - interval '1' hour
					limit :limit for update skip locked)
				""").param("limit", limit).update();
	}

	/**
	 * Who has the instance, if the claim is live, and for how long yet.
	 */
	record Claim(@Nullable UUID holder, boolean live, Duration remaining) {
	}

}
