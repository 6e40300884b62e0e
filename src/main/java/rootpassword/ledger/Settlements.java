package rootpassword.ledger;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import rootpassword.ledger.Attempts.SettledBy;
import rootpassword.ledger.LateSettlements.Late;
import rootpassword.reset.AttemptId;
import rootpassword.reset.command.InstanceId;
import rootpassword.reset.command.Origin;
import rootpassword.reset.outcome.ResetOutcome;
import rootpassword.reset.outcome.ResetOutcome.Unconfirmed;
import rootpassword.reset.reconciliation.ProviderEvent;

/**
 * Records outcomes, in the transaction of the caller.
 */
final class Settlements {

	private static final Logger logger = LoggerFactory.getLogger(Settlements.class);

	private final LedgerTables tables;

	Settlements(LedgerTables tables) {
		this.tables = tables;
	}

	/**
	 * Settles the attempt, and releases its claim.
	 * @return whether the attempt has changed
	 */
	boolean settle(AttemptId attempt, ResetOutcome outcome, SettledBy by) {
		this.tables.claims().lockInstanceOf(attempt);
		boolean changed = this.tables.attempts().settle(attempt, outcome, by);
		if (changed) {
			this.tables.trail().settled(attempt);
		}
		// An unconfirmed call may still be in progress at the provider
		if (changed && !(outcome instanceof Unconfirmed)) {
			this.tables.claims().release(attempt);
		}
		return changed;
	}

	/**
	 * Settles the attempt. If a failover has lost it, the trail keeps its outcome.
	 * @return whether the ledger has the attempt
	 */
	boolean settleOrKeep(AttemptId attempt, InstanceId instance, Origin origin, ResetOutcome outcome) {
		boolean known = settle(attempt, outcome, SettledBy.CALLER) || this.tables.attempts().exists(attempt);
		if (!known) {
			this.tables.trail().settledWithoutAttempt(attempt, instance, origin, outcome);
			logger.atWarn()
				.addKeyValue("attemptId", attempt.toString())
				.log("Attempt {} is gone from the ledger, as after a failover that lost rows: {}, provider request id {}",
						attempt, outcome.word(), outcome.answer().requestId());
		}
		return known;
	}

	/**
	 * Settles an unconfirmed attempt as the provider's trail says.
	 * @return whether it has changed
	 */
	boolean reconcile(AttemptId attempt, ProviderEvent event) {
		this.tables.claims().lockInstanceOf(attempt);
		boolean changed = this.tables.attempts().reconcile(attempt, event.outcome());
		if (changed) {
			this.tables.trail().reconciled(attempt, event);
			this.tables.claims().release(attempt);
		}
		return changed;
	}

	/**
	 * Settles an attempt late.
	 * @return whether it is done
	 */
	boolean settle(AttemptId attempt, Late late) {
		InstanceId instance = late.instance();
		Origin origin = late.origin();
		if (instance == null || origin == null) {
			return settle(attempt, late.outcome(), SettledBy.CALLER);
		}
		settleOrKeep(attempt, instance, origin, late.outcome());
		return true;
	}

}
