package rootpassword.ledger;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.IntUnaryOperator;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.scheduling.annotation.Scheduled;
import rootpassword.ledger.quota.AuditQuota.Counted;
import rootpassword.reset.LedgerUnavailableException;

/**
 * Writes what had to wait, and forgets what is old. Each step is a short transaction of
 * its own that no reset waits for, and any number of replicas may do it at once.
 */
final class LedgerMaintenance implements AutoCloseable {

	private static final Logger logger = LoggerFactory.getLogger(LedgerMaintenance.class);

	static final int BATCH = 500;

	private final JdbcResetLedger ledger;

	private final LedgerTables tables;

	private final WriteProbe probe;

	LedgerMaintenance(JdbcResetLedger ledger, LedgerTables tables, WriteProbe probe) {
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
		List<Counted> waiting = new ArrayList<>(this.tables.auditQuota().drain());
		try {
			attempt("Counts of refusals are not in the trail yet", () -> {
				while (!waiting.isEmpty()) {
					summarise(waiting.getFirst());
					waiting.removeFirst();
				}
			});
		}
		finally {
			waiting.forEach((counted) -> this.tables.auditQuota()
				.count(counted.actor(), counted.kind(), counted.occurrences()));
		}
	}

	@Scheduled(fixedDelay = 1, initialDelay = 1, timeUnit = TimeUnit.MINUTES)
	void forget() {
		attempt("Old keys and claims are not forgotten yet", () -> {
			forget(this.tables.keys()::forget);
			forget(this.tables.claims()::forget);
			this.ledger.committed(this.probe::forget);
		});
	}

	/** Writes at the end of the program what would be lost with it. */
	@Override
	public void close() {
		settleLate();
		summarise();
	}

	private void forget(IntUnaryOperator batch) {
		int forgotten;
		do {
			forgotten = this.ledger.committed(() -> batch.applyAsInt(BATCH));
		}
		while (forgotten == BATCH);
	}

	private void summarise(Counted counted) {
		this.ledger.committed(() -> {
			this.tables.trail().summarised(counted);
			return counted;
		});
	}

	private static void attempt(String otherwise, Runnable work) {
		try {
			work.run();
		}
		catch (LedgerUnavailableException ex) {
			logger.warn("{}: the ledger is unavailable", otherwise);
		}
	}

}
