package rootpassword.export;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The state of the export to one destination, as a replica knows it. Every replica looks
 * at the position, also while another one exports.
 */
public final class ExportStatus {

	private final String destination;

	private final AtomicLong sent = new AtomicLong();

	private final AtomicLong skipped = new AtomicLong();

	private final AtomicLong failures = new AtomicLong();

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
