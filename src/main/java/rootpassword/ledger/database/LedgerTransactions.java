package rootpassword.ledger.database;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

import org.springframework.dao.DataAccessException;
import org.springframework.dao.QueryTimeoutException;
import org.springframework.transaction.support.TransactionOperations;
import rootpassword.reset.Deadline;
import rootpassword.reset.InstanceId;
import rootpassword.reset.LedgerUnavailableException;

/**
 * Runs transactions, each within the time limit. Every wait that the service itself can
 * make is made before a connection is taken from the pool.
 */
public final class LedgerTransactions {

	private final TransactionOperations transactions;

	private final DatabaseDeadline timeLimit;

	private final Semaphore besides;

	private final InstanceQueue queue = new InstanceQueue();

	/**
	 * @param connections the size of the pool
	 */
	public LedgerTransactions(TransactionOperations transactions, Duration timeLimit, int connections) {
		this.transactions = transactions;
		this.timeLimit = new DatabaseDeadline(timeLimit);
		this.besides = new Semaphore(Math.max(1, connections * 3 / 10), true);
	}

	/**
	 * Runs the work in one transaction.
	 * @throws LedgerUnavailableException if it is not known to be committed
	 */
	public <T> T committed(Supplier<T> work) {
		return this.timeLimit.run(() -> transaction(work));
	}

	/** Like {@link #committed}; runs the work again while a lock is held elsewhere. */
	public <T> T retried(Supplier<T> work) {
		return this.timeLimit.run(() -> LockRetry.until(this.timeLimit.patience(), () -> transaction(work)));
	}

	/** Like {@link #retried}, one at a time for each instance. */
	public <T> T inTurn(InstanceId instance, Supplier<T> work) {
		return this.timeLimit.run(() -> {
			Deadline patience = this.timeLimit.patience();
			return this.queue.inTurn(instance, patience, () -> LockRetry.until(patience, () -> transaction(work)));
		});
	}

	/** Like {@link #committed}; nothing if a lock is held elsewhere. */
	public <T> Optional<T> unlessLocked(Supplier<T> work) {
		return this.timeLimit.run(() -> {
			try {
				return Optional.of(transaction(work));
			}
			catch (DataAccessException ex) {
				if (LockRetry.isLocked(ex)) {
					return Optional.empty();
				}
				throw ex;
			}
		});
	}

	/**
	 * Like {@link #committed}, for work that no reset waits for: all of it together gets
	 * 3 of 10 connections.
	 */
	public <T> T besides(Supplier<T> work) {
		return this.timeLimit.run(() -> {
			acquire(this.besides, this.timeLimit.patience());
			try {
				return transaction(work);
			}
			finally {
				this.besides.release();
			}
		});
	}

	/**
	 * Waits for a permit.
	 * @throws QueryTimeoutException if there is none in time
	 */
	static void acquire(Semaphore semaphore, Deadline patience) {
		try {
			Duration left = patience.remaining();
			if (semaphore.tryAcquire(left.toNanos(), TimeUnit.NANOSECONDS)) {
				return;
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		throw new QueryTimeoutException("No place among the transactions in time");
	}

	private <T> T transaction(Supplier<T> work) {
		return this.transactions.execute((status) -> work.get());
	}

}
