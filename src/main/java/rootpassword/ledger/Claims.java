package rootpassword.ledger;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.GeneratedKeyHolder;
import rootpassword.ledger.admission.AdmissionDecision;
import rootpassword.ledger.admission.AdmissionFacts.Claim;
import rootpassword.ledger.database.LedgerProperties;
import rootpassword.ledger.idempotency.KeyedAttempts.KeyedAttempt;
import rootpassword.reset.AttemptId;

import static rootpassword.ledger.database.SqlArrays.texts;

/**
 * The table {@code claim}: for each instance, the latest attempt. It holds the instance
 * until its outcome is final or its lease ends. Leases use the clock of the database,
 * which all replicas share.
 */
record Claims(JdbcClient jdbc, LedgerProperties properties) {

	/** The columns of a query of claims with its attempts, latest and overtaken. */
	static final String COLUMNS = columns("latest", "attempt_id", "lease_until") + ", "
			+ columns("overtaken", "overtaken_id", "overtaken_until");

	/**
	 * Whether the attempt of the claim {@code c} is open. With a join instead, PostgreSQL
	 * would read the whole table of attempts, because few of them are open.
	 */
	private static final String IS_OPEN = "coalesce((select a.outcome is null from attempt a where a.id = c.attempt_id), false)";

	private static String columns(String attempt, String id, String until) {
		return String.format(Locale.ROOT, """
				claim.%2$s as %1$s_id, %1$s.outcome as %1$s_outcome, coalesce(%1$s.repeat_of, %1$s.id) as %1$s_first,
				cast(ceil(extract(epoch from claim.%3$s - current_timestamp)) as integer) as %1$s_seconds""", attempt,
				id, until);
	}

	/** Reads {@link #COLUMNS}. */
	static Claim read(ResultSet row) throws SQLException {
		return Claim.of(read(row, "latest"), read(row, "overtaken"));
	}

	private static Claim read(ResultSet row, String attempt) throws SQLException {
		return new Claim(KeyedAttempt.id(row, attempt + "_id"), Duration.ofSeconds(row.getInt(attempt + "_seconds")),
				row.getString(attempt + "_outcome"), KeyedAttempt.id(row, attempt + "_first"));
	}

	/**
	 * Locks the claims until the end of the transaction, so that decisions about one
	 * instance are made one after the other.
	 * @return the instances whose claim is now locked here
	 */
	Set<String> lock(Collection<String> instances) {
		return this.jdbc
			.sql("select instance from claim where instance = any(cast(:instances as varchar array)) "
					+ "order by instance for update skip locked")
			.param("instances", texts(instances))
			.query((row, number) -> row.getString(1))
			.set();
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
				where (select c.instance from claim c where c.instance = r.instance) is null order by r.instance
				""").param("instances", texts(instances)).update(created, "instance");
		return created.getKeyList().stream().map((row) -> (String) row.get("instance")).collect(Collectors.toSet());
	}

	/**
	 * Gives the locked instances to the attempts. What they overtake keeps its claim
	 * behind theirs, because its call may still be in progress.
	 */
	void assign(List<AdmissionDecision> admitted) {
		this.jdbc
			.sql("""
					update claim set lease_until = current_timestamp + cast(:lease as bigint) * interval '0.001' second,
						(attempt_id, overtaken_id, overtaken_until) = (
							select r.attempt, r.overtaken, case r.overtaken when claim.attempt_id then claim.lease_until
								when claim.overtaken_id then claim.overtaken_until end
							from unnest(cast(:instance as varchar array), cast(:attempt as uuid array), cast(:overtaken as uuid array))
								as r (instance, attempt, overtaken)
							where r.instance = claim.instance)
					where instance = any(cast(:instance as varchar array))
					""")
			.param("instance", texts(admitted, (decision) -> decision.command().instance()))
			.param("attempt", texts(admitted, (decision) -> decision.opening().attempt()))
			.param("overtaken", texts(admitted, (decision) -> decision.facts().claim().overtaken()))
			.param("lease", this.properties.lease().toMillis())
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
	 * Locks open attempts whose claim has ended, oldest first, without waiting for locks.
	 */
	List<AttemptId> stale(int limit) {
		List<UUID> open = this.jdbc
			.sql("select c.attempt_id from claim c where c.lease_until <= current_timestamp and " + IS_OPEN
					+ " order by c.lease_until limit :limit")
			.param("limit", limit)
			.query((row, number) -> row.getObject(1, UUID.class))
			.list();
		return open.isEmpty() ? List.of()
				: this.jdbc.sql("""
						select a.id from attempt a where a.id = any(cast(:open as uuid array)) and a.outcome is null
						order by a.lease_until for update skip locked
						""")
					.param("open", texts(open))
					.query((row, number) -> new AttemptId(row.getObject("id", UUID.class)))
					.list();
	}

	/**
	 * Deletes claims whose lease ended over an hour ago, without waiting for locks. A
	 * claim stays while its attempt is open, because the sweeper finds the attempt by it.
	 * @return the number of deleted rows, at most the limit
	 */
	int deleteExpired(int limit) {
		List<String> expired = this.jdbc
			.sql("select c.instance from claim c where c.lease_until < current_timestamp - interval '1' hour and not "
					+ IS_OPEN + " limit :limit for update skip locked")
			.param("limit", limit)
			.query((row, number) -> row.getString(1))
			.list();
		return expired.isEmpty() ? 0
				: this.jdbc.sql("delete from claim where instance = any(cast(:expired as varchar array))")
					.param("expired", texts(expired))
					.update();
	}

}
