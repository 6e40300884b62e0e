package rootpassword.ledger;

import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.scheduling.annotation.Scheduled;
import rootpassword.ledger.Attempts.SettledBy;
import rootpassword.ledger.Attempts.Stale;
import rootpassword.ledger.database.LedgerTransactions;
import rootpassword.reset.AttemptId;
import rootpassword.reset.LedgerUnavailableException;
import rootpassword.reset.outcome.ProviderAnswer;
import rootpassword.reset.outcome.ResetOutcome.Unconfirmed;

/**
 * Settles open attempts as unconfirmed after their lease has ended: after a crash, or
 * after the ledger was unavailable. Each attempt is one transaction that waits for no
 * lock, so any number of replicas may sweep at the same time.
 */
final class StaleAttemptSweeper implements MeterBinder {

	private static final Logger logger = LoggerFactory.getLogger(StaleAttemptSweeper.class);

	private static final int BATCH = 100;

	private final JdbcResetLedger ledger;

	private final LedgerTransactions transactions;

	private final LedgerTables tables;

	private final LongAdder swept = new LongAdder();

	StaleAttemptSweeper(JdbcResetLedger ledger, LedgerTransactions transactions, LedgerTables tables) {
		this.ledger = ledger;
		this.transactions = transactions;
		this.tables = tables;
	}

	@Scheduled(fixedDelay = 5, timeUnit = TimeUnit.SECONDS)
	void sweep() {
		try {
			List<Stale> batch = nextBatch(Stale.FIRST);
			batch.forEach(this::settle);
			while (batch.size() == BATCH) {
				// Skips attempts on locked instances; the next sweep tries them again
				batch = nextBatch(batch.getLast());
				batch.forEach(this::settle);
			}
		}
		catch (LedgerUnavailableException ex) {
			logger.warn("Open attempts are not swept: the ledger is unavailable ({})", ex.getMessage());
		}
	}

	@Override
	public void bindTo(MeterRegistry registry) {
		FunctionCounter.builder("root.password.attempts.swept", this.swept, LongAdder::sum)
			.description("Attempts that were found open after their lease")
			.register(registry);
	}

	long swept() {
		return this.swept.sum();
	}

	private List<Stale> nextBatch(Stale after) {
		return this.transactions.run(() -> {
			// A lease that a jump of the clock has ended is not over
			this.tables.clock().requireSteady();
			return this.tables.attempts().stale(after, BATCH);
		});
	}

	private void settle(Stale stale) {
		AttemptId attempt = stale.attempt();
		if (this.ledger.settleUnlessLocked(attempt, new Unconfirmed(ProviderAnswer.NONE), SettledBy.LEASE)
			.orElse(false)) {
			this.swept.increment();
			logger.atWarn()
				.addKeyValue("attemptId", attempt.toString())
				.log("Attempt {} was open when its lease ended: unconfirmed", attempt);
		}
	}

}
