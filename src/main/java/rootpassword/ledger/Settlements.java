package rootpassword.ledger;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.IntStream;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import rootpassword.reset.AttemptId;
import rootpassword.reset.outcome.HasCode;
import rootpassword.reset.outcome.ProviderAnswer;
import rootpassword.reset.outcome.ResetOutcome;
import rootpassword.reset.outcome.ResetOutcome.Rejected;
import rootpassword.reset.outcome.ResetOutcome.Unconfirmed;
import rootpassword.reset.reconciliation.Lookup.ProviderEvent;

/** Records outcomes, in the transaction of the caller. */
final class Settlements implements MeterBinder {

	private static final Logger logger = LoggerFactory.getLogger(Settlements.class);

	private final Attempts attempts;

	private final AuditTrail trail;

	private final LongAdder expired = new LongAdder();

	Settlements(Attempts attempts, AuditTrail trail) {
		this.attempts = attempts;
		this.trail = trail;
	}

	/**
	 * Settles the attempts. If a failover has lost an attempt, the trail keeps its
	 * outcome. This needs no lock on the claims, because the row of an attempt orders
	 * what settles it.
	 * @return the results in the order of the settlements
	 */
	List<Result> settle(List<Settlement> settlements) {
		Set<AttemptId> changed = this.attempts.settle(settlements);
		if (!changed.isEmpty()) {
			this.trail.appendSettled(changed);
		}
		Set<AttemptId> existing = (changed.size() == settlements.size()) ? changed
				: this.attempts.existing(settlements.stream().map(Settlement::attempt).toList());
		return settlements.stream().map((settlement) -> {
			if (changed.contains(settlement.attempt())) {
				return Result.CHANGED;
			}
			return existing.contains(settlement.attempt()) ? Result.UNCHANGED : keepOutcomeInTrail(settlement);
		}).toList();
	}

	private Result keepOutcomeInTrail(Settlement settlement) {
		if (settlement.ifLost() != null && !this.trail.hasOutcome(settlement.attempt())) {
			this.trail.append(List.of(settlement.ifLost()));
			logger.atWarn()
				.addKeyValue("attemptId", settlement.attempt().toString())
				.log("Attempt {} is gone from the ledger, as after a failover that lost rows: {}, provider request id {}",
						settlement.attempt(), settlement.outcome().word(), settlement.answer().requestId());
		}
		return Result.LOST;
	}

	/**
	 * Settles open attempts as unconfirmed after their lease has ended.
	 * @return the number of attempts that have changed
	 */
	int expire(List<AttemptId> open) {
		if (open.isEmpty()) {
			return 0;
		}
		List<Result> results = settle(open.stream()
			.map((attempt) -> new Settlement(attempt, null, new Unconfirmed(ProviderAnswer.NONE), SettledBy.LEASE))
			.toList());
		List<AttemptId> changed = IntStream.range(0, open.size())
			.filter((i) -> results.get(i) == Result.CHANGED)
			.mapToObj(open::get)
			.toList();
		changed.forEach((attempt) -> logger.atWarn()
			.addKeyValue("attemptId", attempt.toString())
			.log("Attempt {} was open when its lease ended: unconfirmed", attempt));
		this.expired.add(changed.size());
		return changed.size();
	}

	@Override
	public void bindTo(MeterRegistry registry) {
		FunctionCounter.builder("root.password.attempts.swept", this.expired, LongAdder::sum)
			.description("Attempts that were found open after their lease")
			.register(registry);
	}

	/** The number of attempts that this replica has settled because their lease ended. */
	long expired() {
		return this.expired.sum();
	}

	/**
	 * Settles an unconfirmed attempt as the provider's trail of its target says.
	 * @return whether it has changed
	 */
	boolean reconcile(String target, AttemptId attempt, ProviderEvent event) {
		boolean changed = this.attempts.reconcile(target,
				new Settlement(attempt, null, event.outcome(), SettledBy.ACTIONTRAIL));
		if (changed) {
			this.trail.appendReconciled(attempt, event);
		}
		return changed;
	}

	/** What has become of a settlement. */
	enum Result {

		CHANGED,

		/** The attempt has an outcome already. */
		UNCHANGED,

		/** The ledger does not have the attempt. */
		LOST

	}

	/**
	 * An outcome to record.
	 *
	 * @param ifLost the row that the trail gets if the attempt is lost; {@code null} if
	 * it must not get one
	 */
	record Settlement(AttemptId attempt, @Nullable TrailEntry ifLost, ResetOutcome outcome, SettledBy by) {

		ProviderAnswer answer() {
			return this.outcome.answer();
		}

		@Nullable String rejection() {
			return (this.outcome instanceof Rejected rejected) ? rejected.reason().code() : null;
		}

		@Nullable Long retryAfterMillis() {
			Duration pause = answer().retryAfter();
			return (pause != null) ? pause.toMillis() : null;
		}

	}

	/** The source of an outcome. */
	enum SettledBy implements HasCode {

		/** The outcome of the call. */
		CALLER,

		/** Nobody: the lease has ended. */
		LEASE,

		/** The provider's trail. */
		ACTIONTRAIL

	}

}
