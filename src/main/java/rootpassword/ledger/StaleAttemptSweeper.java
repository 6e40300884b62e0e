package rootpassword.ledger;

import java.util.List;
import java.util.concurrent.TimeUnit;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.scheduling.annotation.Scheduled;
import rootpassword.ledger.Claims.Stale;
import rootpassword.ledger.database.DatabaseClock;
import rootpassword.ledger.database.LedgerTransactions;
import rootpassword.reset.LedgerUnavailableException;

/**
 * Settles open attempts as unconfirmed after their lease has ended: after a crash, or
 * after the ledger was unavailable. It waits for no lock, so any number of replicas may
 * sweep at the same time.
 */
final class StaleAttemptSweeper implements MeterBinder {

	private static final Logger logger = LoggerFactory.getLogger(StaleAttemptSweeper.class);

	private static final int BATCH = 100;

	private final LedgerTransactions transactions;

	private final Claims claims;

	private final Settlements settlements;

	private final DatabaseClock clock;

	StaleAttemptSweeper(LedgerTransactions transactions, Claims claims, Settlements settlements, DatabaseClock clock) {
		this.transactions = transactions;
		this.claims = claims;
		this.settlements = settlements;
		this.clock = clock;
	}

	@Scheduled(fixedDelay = 5, timeUnit = TimeUnit.SECONDS)
	void sweep() {
		try {
			// Attempts on locked instances are left to the next sweep
			int settled;
			do {
				settled = this.transactions.run(this::settleBatch);
			}
			while (settled > 0);
		}
		catch (LedgerUnavailableException ex) {
			logger.warn("Open attempts are not swept: the ledger is unavailable ({})", ex.getMessage());
		}
	}

	@Override
	public void bindTo(MeterRegistry registry) {
		FunctionCounter.builder("root.password.attempts.swept", this.settlements, Settlements::expired)
			.description("Attempts that were found open after their lease")
			.register(registry);
	}

	long swept() {
		return this.settlements.expired();
	}

	private int settleBatch() {
		// A lease that a jump of the clock has ended is not over
		this.clock.requireSteady();
		List<Stale> stale = this.claims.stale(BATCH);
		return stale.isEmpty() ? 0 : this.settlements.expire(stale);
	}

}
