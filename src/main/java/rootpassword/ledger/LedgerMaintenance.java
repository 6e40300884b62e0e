package rootpassword.ledger;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.IntUnaryOperator;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.scheduling.annotation.Scheduled;
import rootpassword.ledger.database.DatabaseClock;
import rootpassword.ledger.database.LedgerTransactions;
import rootpassword.ledger.idempotency.IdempotencyKeys;
import rootpassword.ledger.quota.AuditQuota;
import rootpassword.ledger.quota.AuditQuota.Counted;
import rootpassword.reset.LedgerUnavailableException;

/**
 * Records late settlements and summaries of rows that were left out, and deletes expired
 * rows. Each step is a short transaction, and any number of replicas may do it at the
 * same time.
 */
record LedgerMaintenance(JdbcResetLedger ledger, LedgerTransactions transactions, Claims claims, Attempts attempts,
		IdempotencyKeys keys, Settlements settlements, AuditTrail trail, AuditQuota quota, DatabaseClock clock,
		@Nullable Duration attemptRetention) implements AutoCloseable {

	static final int BATCH = 500;

	private static final int SWEEP = 100;

	private static final Logger logger = LoggerFactory.getLogger(LedgerMaintenance.class);

	@Scheduled(fixedDelay = 1, timeUnit = TimeUnit.SECONDS)
	void settleLate() {
		runOrWarn("Known outcomes are not recorded yet", this.ledger::settleLate);
	}

	/**
	 * Settles open attempts as unconfirmed after their lease has ended: after a crash, or
	 * after the ledger was unavailable. Attempts on locked instances are left to the next
	 * sweep.
	 */
	@Scheduled(fixedDelay = 5, timeUnit = TimeUnit.SECONDS)
	void sweep() {
		runOrWarn("Open attempts are not swept", () -> {
			int settled;
			do {
				settled = this.transactions.run(this::expire);
			}
			while (settled > 0);
		});
	}

	private int expire() {
		// A lease that a jump of the clock has ended is not over
		this.clock.requireSteady();
		return this.settlements.expire(this.claims.stale(SWEEP));
	}

	@Scheduled(fixedDelay = 1, initialDelay = 1, timeUnit = TimeUnit.MINUTES)
	void summarise() {
		List<Counted> counts = this.quota.drain();
		try {
			this.transactions.run(() -> this.trail.append(counts.stream().map(TrailEntry::summarised).toList()));
		}
		catch (LedgerUnavailableException ex) {
			counts.forEach((counted) -> this.quota.count(counted.actor(), counted.kind(), counted.occurrences()));
			warn("Counts of rows that were left out are not in the trail yet", ex);
		}
	}

	@Scheduled(fixedDelay = 1, initialDelay = 1, timeUnit = TimeUnit.MINUTES)
	void deleteExpired() {
		runOrWarn("Expired keys and claims are not deleted yet", () -> {
			inBatches(this.keys::deleteExpired);
			inBatches(this.claims::deleteExpired);
		});
	}

	@Scheduled(fixedDelay = 1, initialDelay = 1, timeUnit = TimeUnit.MINUTES)
	void deleteOldAttempts() {
		Duration retention = this.attemptRetention;
		if (retention != null) {
			runOrWarn("Old attempts are not deleted yet",
					() -> inBatches((limit) -> this.attempts.deleteSettled(retention, limit)));
		}
	}

	/** Records at shutdown the outcomes and counts that only the memory holds. */
	@Override
	public void close() {
		settleLate();
		summarise();
	}

	private void inBatches(IntUnaryOperator batch) {
		int deleted;
		do {
			deleted = this.transactions.run(() -> batch.applyAsInt(BATCH));
		}
		while (deleted == BATCH);
	}

	private static void runOrWarn(String warning, Runnable work) {
		try {
			work.run();
		}
		catch (LedgerUnavailableException ex) {
			warn(warning, ex);
		}
	}

	private static void warn(String warning, LedgerUnavailableException ex) {
		logger.warn("{}: the ledger is unavailable ({})", warning, ex.getMessage());
	}

}
