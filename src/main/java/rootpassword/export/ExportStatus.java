package rootpassword.export;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Supplier;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The state of one stream in metrics and in the log, as this replica knows it. Every
 * replica knows the position, although only one of them sends.
 */
final class ExportStatus {

	private static final Logger logger = LoggerFactory.getLogger(ExportStatus.class);

	private final String destination;

	private final Counter sent;

	private final Counter skipped;

	private final Counter failures;

	/** The destination has other rows with these indexes. */
	private volatile boolean conflict;

	/** The cursor was once beyond the end of the trail. */
	private volatile boolean rowsLost;

	private volatile boolean stopped;

	private volatile long lag;

	private volatile Instant oldest = Instant.now();

	/** Failures since the last success. */
	private int tries;

	ExportStatus(String destination, MeterRegistry registry) {
		this.destination = destination;
		gauge("lag", () -> this.lag, "Sealed rows of the trail that have not arrived").baseUnit("rows")
			.register(registry);
		gauge("age", this::age, "Age of the oldest row of the trail that has not arrived").baseUnit("seconds")
			.register(registry);
		gauge("stopped", () -> this.stopped ? 1 : 0, "Whether the destination wants no rows any more")
			.register(registry);
		gauge("conflict", () -> (this.conflict || this.rowsLost) ? 1 : 0,
				"Whether the destination knows rows that the ledger does not have")
			.register(registry);
		this.sent = counter("rows", "Rows of the trail that this replica has sent").register(registry);
		this.skipped = counter("skipped", "Rows of archived months that were not sent").register(registry);
		this.failures = counter("failures", "Batches of rows that did not arrive").register(registry);
	}

	private Gauge.Builder<?> gauge(String name, Supplier<Number> value, String description) {
		return Gauge.builder("root.password.export." + name, value)
			.description(description)
			.tag("destination", this.destination);
	}

	private Counter.Builder counter(String name, String description) {
		return Counter.builder("root.password.export." + name)
			.description(description)
			.tag("destination", this.destination);
	}

	private double age() {
		long millis = (this.lag > 0) ? Duration.between(this.oldest, Instant.now()).toMillis() : 0;
		return Math.max(0, millis) / 1000.0;
	}

	boolean isStopped() {
		return this.stopped;
	}

	/**
	 * The destination did not confirm rows; a conflict is logged once.
	 * @return the number of failures since the last success
	 */
	int failed(IOException failure) {
		this.failures.increment();
		this.tries++;
		switch ((failure instanceof RefusedException refused) ? refused.status() : 0) {
			case RefusedException.GONE -> {
				this.stopped = true;
				logger.error("The trail is not exported to {} any more: it answers 410. "
						+ "See RootPasswordExportStopped in docs/RUNBOOK.md", this.destination);
			}
			case RefusedException.CONFLICT -> logConflict();
			default -> logger.warn("Rows of the trail do not reach {}, try {}: {}", this.destination, this.tries,
					failure.getMessage());
		}
		return this.tries;
	}

	private void logConflict() {
		if (!this.conflict) {
			this.conflict = true;
			logger.atError()
				.addKeyValue("destination", this.destination)
				.log("The trail is not exported to {}: it answers 409, so it has other rows with these indexes, "
						+ "or misses some. See RootPasswordTrailConflict in docs/RUNBOOK.md", this.destination);
		}
	}

	/** The export has a defect. */
	void failed(RuntimeException defect) {
		this.failures.increment();
		logger.error("The trail is not exported to {}", this.destination, defect);
	}

	void confirmed() {
		if (this.tries > 0) {
			logger.info("Rows of the trail reach {} again", this.destination);
		}
		forgetFailures();
	}

	/** There is nothing to send, or another replica sends. */
	void forgetFailures() {
		this.tries = 0;
		this.conflict = false;
	}

	/** The cursor was beyond the end of the trail. The operator must know, for good. */
	void setRowsLost(long cursor, long end) {
		logger.atError()
			.addKeyValue("destination", this.destination)
			.log("The trail has {} rows, and {} had reached {}. The export goes on with the next row. "
					+ "See RootPasswordTrailConflict in docs/RUNBOOK.md", end, cursor, this.destination);
		this.rowsLost = true;
	}

	void setLag(long lag) {
		this.lag = lag;
	}

	/** When the oldest row was written that has not arrived. */
	void setOldest(Instant oldest) {
		this.oldest = oldest;
	}

	void moved(int sent, int skipped) {
		this.sent.increment(sent);
		this.skipped.increment(skipped);
		this.lag = Math.max(0, this.lag - sent - skipped);
	}

}
