package rootpassword.ledger.trail;

import java.util.concurrent.TimeUnit;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.Scheduled;
import rootpassword.ledger.database.LedgerTransactions;
import rootpassword.reset.LedgerUnavailableException;

/**
 * Makes the partitions of the coming months. Any number of replicas may do it at the same
 * time. A failure harms nothing at first: there are partitions for three months, and
 * behind them the default partition takes every row.
 */
public final class TrailPartitions implements MeterBinder {

	private static final Logger logger = LoggerFactory.getLogger(TrailPartitions.class);

	private final JdbcClient jdbc;

	private final LedgerTransactions transactions;

	private final boolean partitioned;

	private volatile boolean complete = true;

	/**
	 * @param partitioned whether the database is PostgreSQL
	 */
	public TrailPartitions(JdbcClient jdbc, LedgerTransactions transactions, boolean partitioned) {
		this.jdbc = jdbc;
		this.transactions = transactions;
		this.partitioned = partitioned;
	}

	/** Makes the missing partitions. */
	@Scheduled(fixedDelay = 1, timeUnit = TimeUnit.HOURS)
	void ensure() {
		if (!this.partitioned) {
			return;
		}
		try {
			// The function belongs to the owner of the tables, which this service is not
			this.complete = this.transactions
				.runJob(() -> this.jdbc.sql("select ensure_trail_partitions()").query(Boolean.class).single());
			if (!this.complete) {
				logger.warn("The default partition of the trail has rows: see docs/OPERATIONS.md, \"Retention\"");
			}
		}
		catch (LedgerUnavailableException ex) {
			this.complete = false;
			logger.warn("The partitions of the trail are not checked: the ledger is unavailable ({})", ex.getMessage());
		}
	}

	@Override
	public void bindTo(MeterRegistry registry) {
		Gauge.builder("root.password.trail.partitioned", () -> this.complete ? 1 : 0)
			.description("Whether every row of the trail is in the partition of its month")
			.register(registry);
	}

	/**
	 * Whether the last check succeeded, and every row is in the partition of its month.
	 */
	boolean complete() {
		return this.complete;
	}

}
