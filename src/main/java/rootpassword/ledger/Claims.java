package rootpassword.ledger;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.GeneratedKeyHolder;
import rootpassword.reset.AttemptId;
import rootpassword.reset.command.InstanceId;

import static rootpassword.ledger.database.SqlArrays.texts;

/**
 * The table {@code claim}: for each instance, the attempt that holds it until its lease
 * ends. Leases use the clock of the database, which all replicas share.
 */
record Claims(JdbcClient jdbc, Duration lease) {

	/**
	 * Locks the claims until the end of the transaction, so that decisions about one
	 * instance are made one after the other.
	 * @return the instances whose claim is now locked here
	 */
	Set<String> lock(Collection<String> instances) {
		return names("select instance from claim where instance = any(cast(:instances as varchar array)) "
				+ "order by instance for update skip locked", instances);
	}

	/** The instances that have a claim, without a lock. */
	Set<String> existing(Collection<String> instances) {
		return names("select instance from claim where instance = any(cast(:instances as varchar array))", instances);
	}

	private Set<String> names(String sql, Collection<String> instances) {
		return this.jdbc.sql(sql).param("instances", texts(instances)).query((row, number) -> row.getString(1)).set();
	}

	/**
	 * Makes empty claims, which are locked like the others.
	 * @return the instances whose claim was made
	 * @throws org.springframework.dao.DuplicateKeyException if another transaction makes
	 * one of them at the same time; GroupedTransactions repeats it
	 */
	Set<String> create(Collection<String> instances) {
		GeneratedKeyHolder created = new GeneratedKeyHolder();
		this.jdbc.sql("""
				insert into claim (instance)
				select r.instance from unnest(cast(:instances as varchar array)) as r (instance)
				where not exists (select 1 from claim c where c.instance = r.instance) order by r.instance
				""").param("instances", texts(instances)).update(created, "instance");
		return created.getKeyList().stream().map((row) -> (String) row.get("instance")).collect(Collectors.toSet());
	}

	/** Like {@link #lock}, for the instance of the attempt; fails if it is locked. */
	void lockInstanceOf(AttemptId attempt) {
		this.jdbc.sql(
				"select instance from claim where instance = (select instance from attempt where id = :attempt) for update nowait")
			.param("attempt", attempt.value())
			.query(String.class)
			.list();
	}

	/**
	 * Gives the locked instances to the attempts. A holder whose lease has not ended is
	 * overtaken.
	 */
	void assign(Map<String, AttemptId> attempts) {
		this.jdbc
			.sql("""
					update claim set overtaken_id = case when lease_until > current_timestamp then attempt_id end,
						overtaken_until = case when lease_until > current_timestamp then lease_until end,
						lease_until = current_timestamp + cast(:lease as bigint) * interval '0.001' second,
						attempt_id = (select r.attempt from unnest(cast(:instances as varchar array), cast(:attempts as uuid array))
							as r (instance, attempt) where r.instance = claim.instance)
					where instance = any(cast(:instances as varchar array))
					""")
			.param("instances", texts(attempts.keySet()))
			.param("attempts", texts(attempts.values()))
			.param("lease", this.lease.toMillis())
			.update();
	}

	/**
	 * Releases the locked instances that these attempts still hold. If an attempt has
	 * overtaken an unconfirmed one whose lease has not ended, the claim returns to that
	 * one, because its call may still be in progress.
	 */
	void release(Collection<String> instances, Collection<AttemptId> attempts) {
		this.jdbc
			.sql("""
					update claim set attempt_id = case when overtaken_until > current_timestamp then overtaken_id end,
						lease_until = case when overtaken_until > current_timestamp then overtaken_until end,
						overtaken_id = null, overtaken_until = null
					where instance = any(cast(:instances as varchar array)) and attempt_id = any(cast(:attempts as uuid array))
					""")
			.param("instances", texts(instances))
			.param("attempts", texts(attempts))
			.update();
	}

	/** Removes the locked claims that no attempt holds. */
	void removeUnused(Collection<String> instances) {
		this.jdbc
			.sql("delete from claim where instance = any(cast(:instances as varchar array)) and attempt_id is null")
			.param("instances", texts(instances))
			.update();
	}

	/**
	 * Open attempts that hold their instance although the lease has ended, oldest first.
	 */
	List<Stale> stale(int limit) {
		return this.jdbc.sql("""
				select c.instance, a.id from claim c join attempt a on a.id = c.attempt_id
				where c.lease_until <= current_timestamp and a.outcome is null order by c.lease_until limit :limit
				""")
			.param("limit", limit)
			.query((row, number) -> new Stale(new InstanceId(row.getString("instance")),
					new AttemptId(row.getObject("id", UUID.class))))
			.list();
	}

	/**
	 * Deletes released claims, and claims whose lease ended over an hour ago, without
	 * waiting for locks. A claim stays while its attempt is open, because the sweeper
	 * finds the attempt by it.
	 * @return the number of deleted rows, at most the limit
	 */
	int deleteExpired(int limit) {
		return this.jdbc.sql("""
				delete from claim where instance in (
					select c.instance from claim c where c.attempt_id is null
						or (c.lease_until < current_timestamp - interval '1' hour
							and not exists (select 1 from attempt a where a.id = c.attempt_id and a.outcome is null))
					limit :limit for update skip locked)
				""").param("limit", limit).update();
	}

	/** An open attempt whose lease has ended. */
	record Stale(InstanceId instance, AttemptId attempt) {
	}

}
