package rootpassword.export;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Supplier;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import rootpassword.export.Post.RefusedException;

/**
 * The state of one stream in metrics and in the log, as this replica knows it. Every
 * replica knows the position, although only one of them sends.
 */
final class ExportStatus {

	private static final Logger logger = LoggerFactory.getLogger(ExportStatus.class);

	private final String destination;

	private final MeterRegistry registry;

	private final Counter sent;

	private final Counter skipped;

	private final Counter failures;

	/** The destination has other rows with these indexes. */
	private volatile boolean conflict;

	/** The cursor was once beyond the end of the trail. */
	private volatile boolean rowsLost;

	/** The destination wants no rows any more. */
	volatile boolean stopped;

	/** Sealed rows that have not arrived. */
	volatile long lag;

	/** When the oldest row was written that has not arrived. */
	volatile Instant oldest = Instant.now();

	/** Failures since the last success. */
	private int tries;

	ExportStatus(String destination, MeterRegistry registry) {
		this.destination = destination;
		this.registry = registry;
		gauge("lag", "rows", () -> this.lag, "Sealed rows of the trail that have not arrived");
		gauge("age", "seconds", this::age, "Age of the oldest row of the trail that has not arrived");
		gauge("stopped", null, () -> this.stopped ? 1 : 0, "Whether the destination wants no rows any more");
		gauge("conflict", null, () -> (this.conflict || this.rowsLost) ? 1 : 0,
				"Whether the destination knows rows that the ledger does not have");
		this.sent = counter("rows", "Rows of the trail that this replica has sent");
		this.skipped = counter("skipped", "Rows of archived months that were not sent");
		this.failures = counter("failures", "Batches of rows that did not arrive");
	}

	private void gauge(String name, @Nullable String unit, Supplier<Number> value, String description) {
		Gauge.builder("root.password.export." + name, value)
			.baseUnit(unit)
			.description(description)
			.tag("destination", this.destination)
			.register(this.registry);
	}

	private Counter counter(String name, String description) {
		return Counter.builder("root.password.export." + name)
			.description(description)
			.tag("destination", this.destination)
			.register(this.registry);
	}

	private double age() {
		long millis = (this.lag > 0) ? Duration.between(this.oldest, Instant.now()).toMillis() : 0;
		return Math.max(0, millis) / 1000.0;
	}

	/**
	 * The destination did not confirm rows; a conflict is logged once.
	 * @return the number of failures since the last success
	 */
	int failed(IOException failure) {
		this.failures.increment();
		this.tries++;
		int status = (failure instanceof RefusedException refused) ? refused.status : 0;
		if (status == RefusedException.GONE) {
			this.stopped = true;
			logger.error("The trail is not exported to {} any more: it answers 410. "
					+ "See RootPasswordExportStopped in docs/RUNBOOK.md", this.destination);
		}
		else if (status != RefusedException.CONFLICT) {
			logger.warn("Rows of the trail do not reach {}, try {}: {}", this.destination, this.tries,
					failure.getMessage());
		}
		else if (!this.conflict) {
			this.conflict = true;
			logger.atError()
				.addKeyValue("destination", this.destination)
				.log("The trail is not exported to {}: it answers 409, so it has other rows with these indexes, "
						+ "or misses some. See RootPasswordTrailConflict in docs/RUNBOOK.md", this.destination);
		}
		return this.tries;
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

	void moved(int sent, int skipped) {
		this.sent.increment(sent);
		this.skipped.increment(skipped);
		this.lag = Math.max(0, this.lag - sent - skipped);
	}

}
