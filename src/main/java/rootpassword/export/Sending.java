package rootpassword.export;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

import rootpassword.reset.evidence.SealedRow;

/** Sends rows on a thread of its own, so that other work goes on meanwhile. */
final class Sending {

	private Sending() {
	}

	/**
	 * Sends, and returns when the destination has confirmed.
	 * @param meanwhile runs once in each interval
	 */
	static void run(Destination destination, List<SealedRow> rows, Duration interval, Runnable meanwhile)
			throws IOException, InterruptedException {
		FutureTask<Void> sending = new FutureTask<>(() -> {
			destination.send(rows);
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
