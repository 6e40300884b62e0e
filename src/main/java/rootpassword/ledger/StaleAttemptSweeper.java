package rootpassword.ledger;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

import rootpassword.reset.AttemptId;
import rootpassword.reset.LedgerUnavailableException;
import rootpassword.reset.ProviderAnswer;
import rootpassword.reset.ResetOutcome.Unconfirmed;

import org.springframework.scheduling.annotation.Scheduled;

/**
 * Settles as unconfirmed what a crash, or a ledger that could not be reached, left open.
 * Each attempt is a transaction of its own, so any number of replicas may sweep at once
 * and nobody waits for them.
 */
public final class StaleAttemptSweeper {

	private static final Logger LOGGER = System.getLogger(StaleAttemptSweeper.class.getName());

	private static final int BATCH = 100;

	private final JdbcResetLedger ledger;

	private final LongAdder swept = new LongAdder();

	StaleAttemptSweeper(JdbcResetLedger ledger) {
		this.ledger = ledger;
	}

	@Scheduled(fixedDelay = 5, timeUnit = TimeUnit.SECONDS)
	void sweep() {
		try {
			List<AttemptId> stale;
			do {
				stale = this.ledger.stale(BATCH);
				stale.forEach(this::settle);
			}
			while (stale.size() == BATCH);
		}
		catch (LedgerUnavailableException ex) {
			LOGGER.log(Level.WARNING, "Open attempts are not swept: the ledger is unavailable");
		}
	}

	/** How many attempts this replica has found open after their lease. */
	public long swept() {
		return this.swept.sum();
	}

	private void settle(AttemptId attempt) {
		if (this.ledger.tell(attempt, new Unconfirmed(ProviderAnswer.NONE))) {
			this.swept.increment();
			LOGGER.log(Level.WARNING, "Attempt " + attempt + " was open when its lease ended: unconfirmed");
		}
	}

}
