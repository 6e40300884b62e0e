package rootpassword.ledger.database;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

import org.springframework.dao.DataAccessException;
import org.springframework.transaction.TransactionException;
import rootpassword.reset.Deadline;
import rootpassword.reset.LedgerUnavailableException;

/**
 * Bounds how long anyone waits for the database, whatever hangs: pool, lock, statement or
 * commit. What hangs is left behind on a thread of its own and ends by the timeouts of
 * the connection. It is never interrupted, for that would close H2's file.
 */
final class DatabaseDeadline {

	private final Duration limit;

	DatabaseDeadline(Duration limit) {
		this.limit = limit;
	}

	/**
	 * By when every wait before a transaction must be over, so that there is time left
	 * for the transaction itself.
	 */
	Deadline patience() {
		return Deadline.in(this.limit.multipliedBy(4).dividedBy(5));
	}

	/**
	 * Does the work and hands back its result.
	 * @throws LedgerUnavailableException if it failed in the database or took too long
	 */
	<T> T run(Supplier<T> work) {
		CompletableFuture<T> result = new CompletableFuture<>();
		Thread.ofVirtual().name("ledger").start(() -> {
			try {
				result.complete(work.get());
			}
			catch (Throwable ex) {
				result.completeExceptionally(ex);
			}
		});
		try {
			return result.get(this.limit.toNanos(), TimeUnit.NANOSECONDS);
		}
		catch (ExecutionException ex) {
			throw switch (ex.getCause()) {
				case DataAccessException failure -> unavailable(failure);
				case TransactionException failure -> unavailable(failure);
				case RuntimeException bug -> bug;
				case null, default -> new IllegalStateException(ex);
			};
		}
		catch (TimeoutException ex) {
			throw unavailable(ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw unavailable(ex);
		}
	}

	private static LedgerUnavailableException unavailable(Exception cause) {
		return new LedgerUnavailableException("Not known to be committed", cause);
	}

}
