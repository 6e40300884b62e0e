package rootpassword.export;

import java.io.IOException;
import java.time.Duration;
import java.util.List;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import rootpassword.export.ExportCursor.Position;
import rootpassword.reset.Deadline;
import rootpassword.reset.LedgerUnavailableException;
import rootpassword.reset.history.SealedRow;
import rootpassword.reset.history.SealedTrail;

/**
 * Exports the trail to one destination, while this replica has the lease: reads the rows
 * at the cursor, sends them, and moves the cursor once they are confirmed. So every row
 * arrives at least once, and for the first time in order. After any failure the next
 * round begins at the cursor.
 */
final class Exporter implements Runnable {

	/** The maximum number of rows in a batch. */
	static final int BATCH = 500;

	private static final Logger logger = LoggerFactory.getLogger(Exporter.class);

	private final Destination destination;

	private final ExportCursor cursor;

	private final SealedTrail trail;

	private final ExportStatus status;

	private final Pauses pauses;

	private int failures;

	/** Smaller while the destination finds batches too large. */
	private int batch = BATCH;

	Exporter(Destination destination, ExportCursor cursor, SealedTrail trail, Pauses pauses) {
		this.destination = destination;
		this.cursor = cursor;
		this.trail = trail;
		this.pauses = pauses;
		this.status = new ExportStatus(destination.name());
	}

	ExportStatus status() {
		return this.status;
	}

	/** Exports until its thread is interrupted. */
	@Override
	public void run() {
		try {
			while (!Thread.currentThread().isInterrupted()) {
				pause(round());
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	/** Leaves the lease to other replicas. */
	void close() {
		try {
			this.cursor.release();
		}
		catch (LedgerUnavailableException ex) {
			logger.debug("The lease for {} ends by itself", this.destination.name());
		}
	}

	/** Exports at most one batch, and returns the pause before the next one. */
	private Duration round() throws InterruptedException {
		try {
			Position position = look();
			boolean exports = position.held() && !this.status.isStopped();
			List<SealedRow> rows = this.trail.read(position.next(), exports ? this.batch : 1);
			rows.stream()
				.filter((row) -> row.row() != null)
				.findFirst()
				.map(SealedRow::at)
				.ifPresent(this.status::oldest);
			if (!exports || rows.isEmpty()) {
				this.failures = 0;
				this.batch = BATCH;
				this.status.agreed();
				return this.pauses.look();
			}
			List<SealedRow> present = rows.stream().filter((row) -> row.row() != null).toList();
			if (!present.isEmpty()) {
				send(present);
			}
			if (this.cursor.move(position.next(), rows.getLast().index() + 1)) {
				this.status.moved(present.size(), rows.size() - present.size());
			}
			if (rows.size() == this.batch) {
				return Duration.ZERO;
			}
			this.batch = BATCH;
			return this.pauses.look();
		}
		catch (LedgerUnavailableException ex) {
			if (Thread.currentThread().isInterrupted()) {
				throw new InterruptedException();
			}
			logger.warn("The trail is not exported to {}: the ledger is unavailable", this.destination.name());
			return this.pauses.look();
		}
		catch (RuntimeException ex) {
			// Without a thread nothing would be exported any more
			this.status.failed();
			logger.error("The trail is not exported to {}", this.destination.name(), ex);
			return this.pauses.longest();
		}
		catch (IOException ex) {
			this.failures++;
			this.status.refused(this.failures, ex);
			return this.pauses.after(this.failures, ex);
		}
	}

	/** Renews the lease while the destination takes its time. */
	private void send(List<SealedRow> rows) throws IOException, InterruptedException {
		try {
			Sending.run(this.destination, rows, this.pauses.look(), this::keepLease);
		}
		catch (RefusedException ex) {
			if (ex.isTooLarge()) {
				this.batch = Math.max(1, rows.size() / 2);
			}
			throw ex;
		}
		if (this.failures > 0) {
			logger.info("Rows of the trail reach {} again", this.destination.name());
			this.failures = 0;
		}
		this.status.agreed();
	}

	/** Keeps the lease, so that another replica does not begin the pause anew. */
	private void pause(Duration pause) throws InterruptedException {
		Deadline end = Deadline.in(pause);
		while (!end.isOver()) {
			Duration left = end.remaining();
			Thread.sleep((left.compareTo(this.pauses.look()) < 0) ? left : this.pauses.look());
			if (!end.isOver()) {
				keepLease();
			}
		}
	}

	private void keepLease() {
		try {
			look();
		}
		catch (LedgerUnavailableException ex) {
			logger.debug("The lease for {} is not renewed", this.destination.name());
		}
	}

	private Position look() {
		Position position = this.cursor.take();
		long end = this.trail.size();
		if (position.next() > end && position.held() && this.cursor.move(position.next(), end)) {
			// New rows get the indexes of the lost ones, so none of them may be skipped
			this.status.lost(position.next(), end);
			position = new Position(end, true);
		}
		this.status.behind(Math.max(0, end - position.next()));
		return position;
	}

}
