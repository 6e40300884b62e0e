package rootpassword.ledger;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.IntUnaryOperator;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.scheduling.annotation.Scheduled;
import rootpassword.ledger.database.LedgerTransactions;
import rootpassword.ledger.quota.AuditQuota.Counted;
import rootpassword.reset.LedgerUnavailableException;

/**
 * Records late settlements and summaries of refusals, and deletes expired rows. Each step
 * is a short transaction, and any number of replicas may do it at the same time.
 */
final class LedgerMaintenance implements AutoCloseable {

	static final int BATCH = 500;

	private static final Logger logger = LoggerFactory.getLogger(LedgerMaintenance.class);

	private final JdbcResetLedger ledger;

	private final LedgerTransactions transactions;

	private final LedgerTables tables;

	private final @Nullable Duration attemptRetention;

	LedgerMaintenance(JdbcResetLedger ledger, LedgerTransactions transactions, LedgerTables tables,
			@Nullable Duration attemptRetention) {
		this.ledger = ledger;
		this.transactions = transactions;
		this.tables = tables;
		this.attemptRetention = attemptRetention;
	}

	@Scheduled(fixedDelay = 1, timeUnit = TimeUnit.SECONDS)
	void settleLate() {
		runOrWarn("Known outcomes are not recorded yet", this.ledger::settleLate);
	}

	@Scheduled(fixedDelay = 1, initialDelay = 1, timeUnit = TimeUnit.MINUTES)
	void summarise() {
		List<Counted> waiting = new ArrayList<>(this.tables.auditQuota().drain());
		try {
			runOrWarn("Counts of refusals are not in the trail yet", () -> {
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
	void deleteExpired() {
		runOrWarn("Expired keys and claims are not deleted yet", () -> {
			deleteExpired(this.tables.keys()::deleteExpired);
			deleteExpired(this.tables.claims()::deleteExpired);
			deleteExpired(this.tables.attemptQuota()::deleteExpired);
		});
	}

	@Scheduled(fixedDelay = 1, initialDelay = 1, timeUnit = TimeUnit.MINUTES)
	void deleteOldAttempts() {
		Duration retention = this.attemptRetention;
		if (retention != null) {
			runOrWarn("Old attempts are not deleted yet", () -> Attempts.OUTCOMES.forEach((outcome) -> deleteExpired(
					(limit) -> this.tables.attempts().deleteSettled(outcome, retention, limit))));
		}
	}

	/** Records at shutdown the outcomes and counts that only the memory holds. */
	@Override
	public void close() {
		settleLate();
		summarise();
	}

	private void deleteExpired(IntUnaryOperator batch) {
		int deleted;
		do {
			deleted = this.transactions.run(() -> batch.applyAsInt(BATCH));
		}
		while (deleted == BATCH);
	}

	private void summarise(Counted counted) {
		this.transactions.run(() -> {
			this.tables.trail().summarised(counted);
			return counted;
		});
	}

	private static void runOrWarn(String warning, Runnable work) {
		try {
			work.run();
		}
		catch (LedgerUnavailableException ex) {
			logger.warn("{}: the ledger is unavailable ({})", warning, ex.getMessage());
		}
	}

}
