package rootpassword.alibaba.actiontrail;

import java.util.concurrent.TimeUnit;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.scheduling.annotation.Scheduled;
import rootpassword.reset.LedgerUnavailableException;
import rootpassword.reset.reconciliation.Reconciliation;

/**
 * Reads at most one page of ActionTrail a second.
 */
final class ReconciliationJob {

	private static final Logger logger = LoggerFactory.getLogger(ReconciliationJob.class);

	private final Reconciliation reconciliation;

	ReconciliationJob(Reconciliation reconciliation) {
		this.reconciliation = reconciliation;
	}

	@Scheduled(fixedDelay = 1, initialDelay = 1, timeUnit = TimeUnit.SECONDS)
	void readPage() {
		try {
			this.reconciliation.readPage();
		}
		catch (LedgerUnavailableException ex) {
			logger.warn("ActionTrail is not read: the ledger is unavailable");
		}
	}

}
