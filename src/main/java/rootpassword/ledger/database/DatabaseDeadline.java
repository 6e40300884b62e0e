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
 * Limits the time that a caller waits for the database, even if pool, lock, statement or
 * commit hang. Hanging work continues on its own thread until the timeouts of the
 * connection end it. It is not interrupted, because an interrupt closes H2's file.
 */
final class DatabaseDeadline {

	private final Duration limit;

	private final ConnectionEviction eviction;

	DatabaseDeadline(Duration limit, ConnectionEviction eviction) {
		this.limit = limit;
		this.eviction = eviction;
	}

	/**
	 * The deadline for waits before a transaction, which leaves time for the transaction.
	 */
	Deadline waitDeadline() {
		return Deadline.in(this.limit.multipliedBy(4).dividedBy(5));
	}

	/**
	 * Runs the work and returns its result.
	 * @throws LedgerUnavailableException if the database failed or the time is over
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
		return await(result);
	}

	/** Like {@link #run}, for work that another thread does. */
	<T> T await(CompletableFuture<T> result) {
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

	private LedgerUnavailableException unavailable(Exception cause) {
		this.eviction.after(cause);
		return new LedgerUnavailableException(ConnectionEviction.describe(cause), cause);
	}

}
