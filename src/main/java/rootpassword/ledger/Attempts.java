package rootpassword.ledger;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.GeneratedKeyHolder;
import rootpassword.ledger.Settlements.Settlement;
import rootpassword.ledger.admission.AdmissionDecision;
import rootpassword.ledger.database.LedgerProperties;
import rootpassword.reset.AttemptId;
import rootpassword.reset.outcome.ResetOutcome.Unconfirmed;

import static rootpassword.ledger.database.SqlArrays.texts;

/**
 * The table {@code attempt}: the current state of each attempt.
 */
record Attempts(JdbcClient jdbc, LedgerProperties properties) {

	/**
	 * How far the clock of a replica, which makes the ids, may differ from that of the
	 * database. Generous, because it only bounds the search in the index.
	 */
	private static final Duration CLOCK_DIFFERENCE = Duration.ofHours(1);

	/** A final outcome replaces unconfirmed. */
	private static final String UNCONFIRMED = "outcome = 'unconfirmed' and id = any(cast(:final as uuid array))";

	private static final String UNCONFIRMED_OR_OPEN = UNCONFIRMED + " or outcome is null";

	/** Opens the attempts of admitted commands. */
	void open(List<AdmissionDecision> admitted) {
		OriginColumns
			.bind(this.jdbc.sql(String.format(Locale.ROOT,
					"""
							insert into attempt (id, instance, target, repeat_of, opened_at, lease_until, %1$s)
							select id, instance, target, repeat_of, current_timestamp,
								current_timestamp + cast(:lease as bigint) * interval '0.001' second, %1$s
							from unnest(cast(:attempt as uuid array), cast(:instance as varchar array), cast(:target as varchar array),
								cast(:repeatOf as uuid array), %2$s) as r (id, instance, target, repeat_of, %1$s)
							""",
					OriginColumns.NAMES, OriginColumns.ARRAYS)),
					admitted.stream().map((decision) -> decision.command().origin()).toList())
			.param("attempt", texts(admitted, (decision) -> decision.opening().attempt()))
			.param("instance", texts(admitted, (decision) -> decision.command().instance()))
			.param("target", texts(admitted, (decision) -> decision.command().target()))
			.param("repeatOf", texts(admitted, (decision) -> decision.facts().first()))
			.param("lease", this.properties.lease().toMillis())
			.update();
	}

	/**
	 * Sets the outcomes of open attempts, and replaces unconfirmed by a final outcome.
	 * The row's lock decides between replicas that settle at the same time.
	 * @return the attempts that have changed
	 */
	Set<AttemptId> settle(List<Settlement> settlements) {
		return settle(UNCONFIRMED_OR_OPEN, null, settlements);
	}

	/** Replaces unconfirmed by a final outcome, if the attempt belongs to this target. */
	boolean reconcile(String target, Settlement settlement) {
		return !settle(UNCONFIRMED + " and target = :target", target, List.of(settlement)).isEmpty();
	}

	private Set<AttemptId> settle(String condition, @Nullable String target, List<Settlement> settlements) {
		GeneratedKeyHolder changed = new GeneratedKeyHolder();
		this.jdbc
			.sql(String.format(Locale.ROOT,
					"""
							update attempt set settled_at = current_timestamp,
								(outcome, rejection, provider_request_id, provider_code, provider_status, settled_by, retry_at) = (
									select r.outcome, r.rejection, r.request_id, r.code, r.status, r.settled_by,
										current_timestamp + r.retry_after * interval '0.001' second
									from unnest(cast(:attempt as uuid array), cast(:outcome as varchar array),
										cast(:rejection as varchar array), cast(:requestId as varchar array), cast(:code as varchar array),
										cast(:status as integer array), cast(:settledBy as varchar array), cast(:retryAfter as bigint array))
										as r (id, outcome, rejection, request_id, code, status, settled_by, retry_after)
									where r.id = attempt.id)
							where id = any(cast(:attempt as uuid array))
								and (%s)""",
					condition))
			.param("target", target)
			.param("attempt", texts(settlements, Settlement::attempt))
			.param("final", texts(settlements,
					(settlement) -> (settlement.outcome() instanceof Unconfirmed) ? null : settlement.attempt()))
			.param("outcome", texts(settlements, (settlement) -> settlement.outcome().word()))
			.param("rejection", texts(settlements, Settlement::rejection))
			.param("requestId", texts(settlements, (settlement) -> settlement.answer().requestId()))
			.param("code", texts(settlements, (settlement) -> settlement.answer().code()))
			.param("status", texts(settlements, (settlement) -> settlement.answer().status()))
			.param("settledBy", texts(settlements, (settlement) -> settlement.by().code()))
			.param("retryAfter", texts(settlements, Settlement::retryAfterMillis))
			.update(changed, "id");
		return changed.getKeyList()
			.stream()
			.map((row) -> new AttemptId((UUID) Objects.requireNonNull(row.get("id"))))
			.collect(Collectors.toUnmodifiableSet());
	}

	/**
	 * Sets that a login with the password succeeded.
	 * @return whether the row has changed
	 */
	boolean recordLogin(AttemptId attempt) {
		return this.jdbc.sql("update attempt set effective = true where id = :attempt and effective is null")
			.param("attempt", attempt.value())
			.update() == 1;
	}

	/** Returns those of these attempts that are in the table. */
	Set<AttemptId> existing(Collection<AttemptId> attempts) {
		return this.jdbc.sql("select id from attempt where id = any(cast(:attempts as uuid array))")
			.param("attempts", texts(attempts))
			.query((row, number) -> new AttemptId(row.getObject(1, UUID.class)))
			.set();
	}

	/**
	 * Deletes attempts that ended longer ago than the retention, oldest first, without
	 * waiting for locks. Attempts stay while a claim refers to them. While a key for the
	 * instance exists, its first attempt and all later attempts on the instance stay,
	 * because they decide how a repeat is answered.
	 * @return the number of deleted rows, at most the limit
	 */
	int deleteSettled(Duration retention, int limit) {
		// "a.id < :id" uses the index: ids contain the replica's time. Two statements,
		// because H2 would execute a subquery again for each row of the table
		List<UUID> old = this.jdbc.sql("""
				select a.id from attempt a where a.id < :id and a.outcome is not null
					and a.lease_until < current_timestamp - cast(:retention as bigint) * interval '0.001' second
					and a.settled_at < current_timestamp - cast(:retention as bigint) * interval '0.001' second
					and not exists (select 1 from claim c where c.instance = a.instance and c.attempt_id = a.id)
					and not exists (select 1 from idempotency k join attempt f on f.id = k.first_attempt
						where k.instance = a.instance and f.seq <= a.seq)
				order by a.id limit :limit for update skip locked
				""")
			.param("id", AttemptId.lowestAt(Instant.now().minus(retention).plus(CLOCK_DIFFERENCE)).value())
			.param("retention", retention.toMillis())
			.param("limit", limit)
			.query((row, number) -> row.getObject("id", UUID.class))
			.list();
		return old.isEmpty() ? 0 : this.jdbc.sql("delete from attempt where id in (:old)").param("old", old).update();
	}

}
