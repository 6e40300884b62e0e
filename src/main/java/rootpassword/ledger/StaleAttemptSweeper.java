package rootpassword.ledger;

import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.scheduling.annotation.Scheduled;
import rootpassword.ledger.Attempts.Stale;
import rootpassword.reset.AttemptId;
import rootpassword.reset.LedgerUnavailableException;
import rootpassword.reset.ProviderAnswer;
import rootpassword.reset.ResetOutcome.Unconfirmed;

/**
 * Settles as unconfirmed what a crash, or a ledger that could not be reached, left open.
 * Each attempt is a transaction of its own, so any number of replicas may sweep at once
 * and nobody waits for them.
 */
public final class StaleAttemptSweeper {

	private static final Logger logger = LoggerFactory.getLogger(StaleAttemptSweeper.class);

	private static final int BATCH = 100;

	private final JdbcResetLedger ledger;

	private final LongAdder swept = new LongAdder();

	StaleAttemptSweeper(JdbcResetLedger ledger) {
		this.ledger = ledger;
	}

	@Scheduled(fixedDelay = 5, timeUnit = TimeUnit.SECONDS)
	void sweep() {
		try {
			List<Stale> stale = this.ledger.stale(Stale.NONE, BATCH);
			stale.forEach(this::settle);
			while (stale.size() == BATCH) {
				// Past those whose instance is locked: the next sweep comes back to them
				stale = this.ledger.stale(stale.getLast(), BATCH);
				stale.forEach(this::settle);
			}
		}
		catch (LedgerUnavailableException ex) {
			logger.warn("Open attempts are not swept: the ledger is unavailable");
		}
	}

	/** How many attempts this replica has found open after their lease. */
	public long swept() {
		return this.swept.sum();
	}

	private void settle(Stale stale) {
		AttemptId attempt = stale.attempt();
		if (this.ledger.tell(attempt, new Unconfirmed(ProviderAnswer.NONE)).orElse(false)) {
			this.swept.increment();
			logger.warn("Attempt {} was open when its lease ended: unconfirmed", attempt);
		}
	}

}
