package rootpassword.export;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import rootpassword.reset.history.SealedRow;

/**
 * Sends rows on a thread of its own, so that other work goes on meanwhile.
 */
final class Sending {

	private Sending() {
	}

	/**
	 * Sends, and returns when the destination has confirmed.
	 * @param meanwhile runs once in each interval
	 */
	static void run(Destination destination, List<SealedRow> rows, Duration interval, Runnable meanwhile)
			throws IOException, InterruptedException {
		CompletableFuture<Void> sending = new CompletableFuture<>();
		Thread sender = Thread.ofVirtual().name("export-send").start(() -> {
			try {
				destination.send(rows);
				sending.complete(null);
			}
			catch (Throwable ex) {
				sending.completeExceptionally(ex);
			}
		});
		while (true) {
			try {
				sending.get(interval.toNanos(), TimeUnit.NANOSECONDS);
				return;
			}
			catch (TimeoutException ex) {
				meanwhile.run();
			}
			catch (InterruptedException ex) {
				sender.interrupt();
				throw ex;
			}
			catch (ExecutionException ex) {
				if (ex.getCause() instanceof IOException failure) {
					throw failure;
				}
				throw new IllegalStateException(ex);
			}
		}
	}

}
