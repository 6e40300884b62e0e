package rootpassword.ledger;

import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;

import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import rootpassword.reset.AttemptId;
import rootpassword.reset.command.InstanceId;

/**
 * The table {@code claim}: the attempt that has each instance, until its lease ends.
 * Leases use the clock of the database, which all replicas share.
 */
final class Claims {

	/** The unconfirmed attempt on the instance to which a released claim returns. */
	static final String EARLIER_UNCONFIRMED = """
			select u.id, u.lease_until from attempt u where u.instance = claim.instance
				and u.outcome = 'unconfirmed' and u.lease_until > current_timestamp and u.id <> :attempt
			order by u.lease_until desc, u.seq desc limit 1""";

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
		// Another transaction may insert the row between two of these statements
		return locked(instance).or(() -> create(instance)).or(() -> locked(instance)).orElseThrow();
	}

	/** The current claim, without a lock. */
	Claim read(InstanceId instance) {
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

	/** Assigns the locked instance to the attempt. */
	void assign(InstanceId instance, AttemptId attempt) {
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
	 * Releases the locked instance, if the attempt still claims it. If an unconfirmed
	 * attempt before it still has a lease, the claim returns to that one: its call may
	 * still be in progress.
	 */
	void release(AttemptId attempt) {
		this.jdbc.sql(String.format(Locale.ROOT, """
				update claim set (attempt_id, lease_until) = (%s)
				where instance = (select a.instance from attempt a where a.id = :attempt) and attempt_id = :attempt
				""", EARLIER_UNCONFIRMED)).param("attempt", attempt.value()).update();
	}

	/** Removes the locked row of an instance without an attempt. */
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
	 * Deletes claims that are released or ended an hour ago, without waiting for locks.
	 * @return the number of deleted rows, at most the limit
	 */
	int deleteExpired(int limit) {
		return this.jdbc.sql("""
				delete from claim where instance in (
					select instance from claim
					where attempt_id is null or lease_until < current_timestamp - interval '1' hour
					limit :limit for update skip locked)
				""").param("limit", limit).update();
	}

	/**
	 * The claim of an instance.
	 *
	 * @param holder the attempt that has the claim, if there is one
	 * @param live whether the lease has not ended
	 * @param remaining the rest of the lease, in whole seconds
	 */
	record Claim(@Nullable UUID holder, boolean live, Duration remaining) {
	}

}
