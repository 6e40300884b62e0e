package rootpassword.export;

import java.io.IOException;
import java.time.Duration;
import java.util.List;

import io.micrometer.core.instrument.MeterRegistry;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import rootpassword.export.ExportCursor.Position;
import rootpassword.export.Post.RefusedException;
import rootpassword.reset.Deadline;
import rootpassword.reset.LedgerUnavailableException;
import rootpassword.reset.evidence.SealedRow;
import rootpassword.reset.evidence.SealedTrail;

/**
 * Streams the trail to one destination, while this replica has the lease: reads the rows
 * at the cursor, sends them, and moves the cursor once they are confirmed. After any
 * failure it begins again at the cursor. So every row arrives at least once, and none
 * arrives for the first time before an earlier one.
 */
final class Exporter implements SmartLifecycle {

	private static final int BATCH = 500;

	private static final Duration STOP = Duration.ofSeconds(3);

	private static final Logger logger = LoggerFactory.getLogger(Exporter.class);

	private final Destination destination;

	private final ExportCursor cursor;

	private final SealedTrail trail;

	private final ExportStatus status;

	private final Pauses pauses;

	private @Nullable Thread thread;

	/** Nothing is sent before this time, which a failure sets. */
	private Deadline pausedUntil = Deadline.in(Duration.ZERO);

	/** Smaller while the destination finds batches too large. */
	private int batchSize = BATCH;

	Exporter(Destination destination, ExportCursor cursor, SealedTrail trail, Pauses pauses, MeterRegistry registry) {
		this.destination = destination;
		this.cursor = cursor;
		this.trail = trail;
		this.pauses = pauses;
		this.status = new ExportStatus(destination.name(), registry);
	}

	@Override
	public void start() {
		this.thread = Thread.ofVirtual().name("export-" + this.destination.name()).start(this::run);
	}

	@Override
	public boolean isRunning() {
		return this.thread != null;
	}

	@Override
	public void stop() {
		if (this.thread == null) {
			return;
		}
		this.thread.interrupt();
		try {
			// A thread that still sends keeps the lease, which ends by itself
			if (this.thread.join(STOP)) {
				this.cursor.release();
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		catch (LedgerUnavailableException ex) {
			logger.debug("The lease for {} ends by itself", this.destination.name());
		}
		this.thread = null;
	}

	/** Exports until its thread is interrupted. */
	void run() {
		try {
			while (!Thread.currentThread().isInterrupted()) {
				if (!exportBatch()) {
					Duration left = this.pausedUntil.remaining();
					boolean pauseEndsFirst = !left.isZero() && left.compareTo(this.pauses.betweenLooks()) < 0;
					Thread.sleep(pauseEndsFirst ? left : this.pauses.betweenLooks());
				}
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	/** Exports at most one batch, and returns whether the next can follow at once. */
	private boolean exportBatch() throws InterruptedException {
		try {
			Position position = look();
			boolean maySend = position.held() && !this.status.stopped;
			if (maySend && !this.pausedUntil.isOver()) {
				return false;
			}
			// A replica that may not send reads one row, for the age in the metrics
			List<SealedRow> rows = this.trail.read(position.next(), maySend ? this.batchSize : 1);
			// The rows of archived months have no content, and are skipped
			List<SealedRow> present = rows.stream().filter((row) -> row.row() != null).toList();
			if (!present.isEmpty()) {
				this.status.oldest = present.getFirst().at();
			}
			if (!maySend || rows.isEmpty()) {
				this.status.forgetFailures();
				this.batchSize = BATCH;
				return false;
			}
			if (!present.isEmpty()) {
				send(present);
			}
			if (this.cursor.move(position.next(), rows.getLast().index() + 1)) {
				this.status.moved(present.size(), rows.size() - present.size());
			}
			if (rows.size() == this.batchSize) {
				return true;
			}
			this.batchSize = BATCH;
		}
		catch (LedgerUnavailableException ex) {
			if (Thread.currentThread().isInterrupted()) {
				throw new InterruptedException();
			}
			logger.warn("The trail is not exported to {}: the ledger is unavailable", this.destination.name());
		}
		catch (IOException ex) {
			this.pausedUntil = Deadline.in(this.pauses.after(this.status.failed(ex), ex));
		}
		catch (RuntimeException ex) {
			// Caught, because otherwise the thread would end, and with it the export
			this.status.failed(ex);
			this.pausedUntil = Deadline.in(this.pauses.longest());
		}
		return false;
	}

	private void send(List<SealedRow> rows) throws IOException, InterruptedException {
		try {
			this.destination.send(rows, this.pauses.betweenLooks(), this::keepLease);
		}
		catch (RefusedException ex) {
			if (ex.status == RefusedException.TOO_LARGE) {
				this.batchSize = Math.max(1, rows.size() / 2);
			}
			throw ex;
		}
		this.status.confirmed();
	}

	/** Renews the lease. If this moves the cursor back, the batch cannot move it on. */
	private void keepLease() {
		try {
			look();
		}
		catch (LedgerUnavailableException ex) {
			logger.debug("The lease for {} is not renewed", this.destination.name());
		}
	}

	/** Takes or renews the lease. Moves a cursor beyond the trail back to its end. */
	private Position look() {
		Position position = this.cursor.take();
		long end = this.trail.size();
		if (position.next() > end && position.held() && this.cursor.move(position.next(), end)) {
			// New rows get the indexes of the lost ones, so none of them may be skipped
			this.status.setRowsLost(position.next(), end);
			position = new Position(end, true);
		}
		this.status.lag = Math.max(0, end - position.next());
		return position;
	}

}
