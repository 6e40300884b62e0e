package rootpassword.ledger;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.IntUnaryOperator;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.scheduling.annotation.Scheduled;
import rootpassword.ledger.database.LedgerTransactions;
import rootpassword.ledger.idempotency.IdempotencyKeys;
import rootpassword.ledger.quota.AuditQuota;
import rootpassword.ledger.quota.AuditQuota.Counted;
import rootpassword.reset.LedgerUnavailableException;

/**
 * Records late settlements and summaries of rows that were left out, and deletes
 * expired rows. Each step
 * is a short transaction, and any number of replicas may do it at the same time.
 */
final class LedgerMaintenance implements AutoCloseable {

	static final int BATCH = 500;

	private static final Logger logger = LoggerFactory.getLogger(LedgerMaintenance.class);

	private final JdbcResetLedger ledger;

	private final LedgerTransactions transactions;

	private final Claims claims;

	private final Attempts attempts;

	private final IdempotencyKeys keys;

	private final AuditTrail trail;

	private final AuditQuota quota;

	private final @Nullable Duration attemptRetention;

	LedgerMaintenance(JdbcResetLedger ledger, LedgerTransactions transactions, Claims claims, Attempts attempts,
			IdempotencyKeys keys, AuditTrail trail, AuditQuota quota, @Nullable Duration attemptRetention) {
		this.ledger = ledger;
		this.transactions = transactions;
		this.claims = claims;
		this.attempts = attempts;
		this.keys = keys;
		this.trail = trail;
		this.quota = quota;
		this.attemptRetention = attemptRetention;
	}

	@Scheduled(fixedDelay = 1, timeUnit = TimeUnit.SECONDS)
	void settleLate() {
		runOrWarn("Known outcomes are not recorded yet", this.ledger::settleLate);
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
