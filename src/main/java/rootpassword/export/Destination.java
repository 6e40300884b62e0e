package rootpassword.export;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

import rootpassword.reset.evidence.SealedRow;

/** A system that gets the rows of the trail. */
interface Destination {

	/** Its name in the table of cursors, in metrics and in the log. */
	String name();

	/**
	 * Sends rows, at most for {@link Post#DEADLINE}.
	 * @param rows in order, at least one, none of an archived month
	 * @throws IOException unless the destination has confirmed all of them
	 */
	void send(List<SealedRow> rows) throws IOException;

	/** Sends rows on another thread, and runs a task once in each interval meanwhile. */
	default void send(List<SealedRow> rows, Duration interval, Runnable meanwhile)
			throws IOException, InterruptedException {
		FutureTask<Void> sending = new FutureTask<>(() -> {
			send(rows);
			return null;
		});
		Thread sender = Thread.ofVirtual().name("export-send").start(sending);
		try {
			while (!sender.join(interval)) {
				meanwhile.run();
			}
			sending.get();
		}
		catch (ExecutionException ex) {
			if (ex.getCause() instanceof IOException failure) {
				throw failure;
			}
			throw new IllegalStateException(ex);
		}
		finally {
			sender.interrupt();
		}
	}

}
