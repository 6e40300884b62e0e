package rootpassword.export;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The state of the export to one destination, as a replica knows it. Every replica looks
 * at the position, also while another one exports.
 */
public final class ExportStatus {

	private static final Logger logger = LoggerFactory.getLogger(ExportStatus.class);

	private final String destination;

	private final AtomicLong sent = new AtomicLong();

	private final AtomicLong skipped = new AtomicLong();

	private final AtomicLong failures = new AtomicLong();

	private volatile boolean conflict;

	private volatile boolean rowsLost;

	private volatile boolean stopped;

	private volatile long lag;

	private volatile Instant oldest = Instant.now();

	ExportStatus(String destination) {
		this.destination = destination;
	}

	/** The name of the destination. */
	public String destination() {
		return this.destination;
	}

	/** The number of sealed rows that have not arrived. */
	public long lag() {
		return this.lag;
	}

	/** The age of the oldest row that has not arrived; zero if all have. */
	public Duration age() {
		Duration age = Duration.between(this.oldest, Instant.now());
		return (this.lag > 0 && age.isPositive()) ? age : Duration.ZERO;
	}

	/** Rows that this replica has sent. */
	public long sent() {
		return this.sent.get();
	}

	/** Rows that this replica left out, because their month was archived. */
	public long skipped() {
		return this.skipped.get();
	}

	/** Batches of this replica that did not arrive. */
	public long failures() {
		return this.failures.get();
	}

	/**
	 * Whether the destination has refused rows as a conflict, or the cursor was once
	 * beyond the end of the trail.
	 */
	public boolean isConflicting() {
		return this.conflict || this.rowsLost;
	}

	/** Whether this replica exports nothing more, because the destination wants it so. */
	public boolean isStopped() {
		return this.stopped;
	}

	/** The destination did not confirm rows; a conflict is logged once. */
	void refused(int tries, IOException failure) {
		failed();
		if (failure instanceof RefusedException refused && refused.isGone()) {
			this.stopped = true;
			logger.error("The trail is not exported to {} any more: it answers 410. "
					+ "See RootPasswordExportStopped in docs/OPERATIONS.md", this.destination);
		}
		else if (!(failure instanceof RefusedException refused) || !refused.isConflict()) {
			logger.warn("Rows of the trail do not reach {}, try {}: {}", this.destination, tries, failure.getMessage());
		}
		else if (!this.conflict) {
			this.conflict = true;
			logger.atError()
				.addKeyValue("destination", this.destination)
				.log("The trail is not exported to {}: it answers 409, so it has other rows with these indexes, "
						+ "or misses some. See RootPasswordTrailConflict in docs/OPERATIONS.md", this.destination);
		}
	}

	void agreed() {
		this.conflict = false;
	}

	/** The cursor was beyond the end of the trail. The operator must know, for good. */
	void lost(long cursor, long end) {
		logger.atError()
			.addKeyValue("destination", this.destination)
			.log("The trail has {} rows, and {} had reached {}. The export goes on with the next row. "
					+ "See RootPasswordTrailConflict in docs/OPERATIONS.md", end, cursor, this.destination);
		this.rowsLost = true;
	}

	void behind(long lag) {
		this.lag = lag;
	}

	void oldest(Instant oldest) {
		this.oldest = oldest;
	}

	void moved(int sent, int skipped) {
		this.sent.addAndGet(sent);
		this.skipped.addAndGet(skipped);
		this.lag = Math.max(0, this.lag - sent - skipped);
	}

	void failed() {
		this.failures.incrementAndGet();
	}

}
