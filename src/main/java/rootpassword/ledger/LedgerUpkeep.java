package rootpassword.ledger;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.concurrent.TimeUnit;

import rootpassword.ledger.RefusalCap.Counted;
import rootpassword.reset.LedgerUnavailableException;

import org.springframework.scheduling.annotation.Scheduled;

/**
 * Writes what had to wait, and forgets what is old. Each step is a short transaction of
 * its own that no reset waits for, and any number of replicas may do it at once.
 */
final class LedgerUpkeep implements AutoCloseable {

	private static final Logger LOGGER = System.getLogger(LedgerUpkeep.class.getName());

	static final int BATCH = 500;

	private final JdbcResetLedger ledger;

	private final Tables tables;

	private final WriteProbe probe;

	LedgerUpkeep(JdbcResetLedger ledger, Tables tables, WriteProbe probe) {
		this.ledger = ledger;
		this.tables = tables;
		this.probe = probe;
	}

	@Scheduled(fixedDelay = 1, timeUnit = TimeUnit.SECONDS)
	void settleLate() {
		attempt("Known outcomes are not recorded yet", this.ledger::catchUp);
	}

	@Scheduled(fixedDelay = 1, initialDelay = 1, timeUnit = TimeUnit.MINUTES)
	void summarise() {
		List<Counted> all = this.tables.cap().drain();
		for (Counted counted : all) {
			attempt("A count of refusals is not in the trail yet", () -> summarise(counted));
		}
	}

	@Scheduled(fixedDelay = 1, initialDelay = 1, timeUnit = TimeUnit.MINUTES)
	void forget() {
		attempt("Old keys are not forgotten yet", () -> {
			int forgotten;
			do {
				forgotten = this.ledger.committed(() -> this.tables.keys().forget(BATCH));
			}
			while (forgotten == BATCH);
			this.ledger.committed(this.probe::forget);
		});
	}

	/** Writes at the end of the program what would be lost with it. */
	@Override
	public void close() {
		settleLate();
		summarise();
	}

	private void summarise(Counted counted) {
		try {
			this.ledger.committed(() -> {
				this.tables.trail().summarised(counted);
				return counted;
			});
		}
		catch (LedgerUnavailableException ex) {
			this.tables.cap().count(counted.actor(), counted.kind(), counted.occurrences());
			throw ex;
		}
	}

	private static void attempt(String otherwise, Runnable work) {
		try {
			work.run();
		}
		catch (LedgerUnavailableException ex) {
			LOGGER.log(Level.WARNING, otherwise + ": the ledger is unavailable");
		}
	}

}
