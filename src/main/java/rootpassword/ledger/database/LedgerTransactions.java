package rootpassword.ledger.database;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;

import com.zaxxer.hikari.HikariDataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.QueryTimeoutException;
import org.springframework.transaction.support.TransactionCallback;
import org.springframework.transaction.support.TransactionOperations;
import rootpassword.reset.Deadline;
import rootpassword.reset.LedgerUnavailableException;

/**
 * Runs transactions within a time limit. A transaction that has to wait for another one
 * of this replica waits before it takes a connection.
 */
public final class LedgerTransactions {

	private final TransactionOperations transactions;

	private final DatabaseDeadline timeLimit;

	private final TransactionOperations reads;

	private final TransactionOperations extraRows;

	private final TransactionOperations jobs;

	/**
	 * @param pool the pool that the transactions use; it is cleared after a failure of a
	 * connection
	 */
	public LedgerTransactions(TransactionOperations transactions, Duration timeLimit, HikariDataSource pool) {
		this.transactions = transactions;
		this.timeLimit = new DatabaseDeadline(timeLimit, pool);
		this.reads = limited(pool, 2);
		this.extraRows = limited(pool, 1);
		this.jobs = limited(pool, 1);
	}

	/**
	 * Runs the work in one transaction.
	 * @throws LedgerUnavailableException if it is not certain that it is committed
	 */
	public <T> T run(Supplier<T> work) {
		return this.timeLimit.run(() -> this.transactions.execute((status) -> work.get()));
	}

	/** Transactions that do the same work for several callers at once. */
	public <C, A> GroupedTransactions<C, A> grouped(Function<List<C>, List<Optional<A>>> work) {
		return new GroupedTransactions<>(this.transactions, this.timeLimit, work);
	}

	/**
	 * For what callers read. Reads, extra rows and jobs have connections of their own, so
	 * that they hold up neither resets nor each other. They fail as {@link #run} does.
	 */
	public TransactionOperations reads() {
		return this.reads;
	}

	/** For rows about refusals and logins. */
	public TransactionOperations extraRows() {
		return this.extraRows;
	}

	/** For work in the background. */
	public TransactionOperations jobs() {
		return this.jobs;
	}

	private TransactionOperations limited(HikariDataSource pool, int ofTen) {
		Semaphore connections = new Semaphore(Math.max(1, pool.getMaximumPoolSize() * ofTen / 10), true);
		return new TransactionOperations() {

			@Override
			public <T extends @Nullable Object> T execute(TransactionCallback<T> work) {
				return LedgerTransactions.this.timeLimit.run(() -> {
					acquire(connections, LedgerTransactions.this.timeLimit.waitDeadline());
					try {
						return LedgerTransactions.this.transactions.execute(work);
					}
					finally {
						connections.release();
					}
				});
			}

		};
	}

	/**
	 * Waits for a permit.
	 * @throws QueryTimeoutException if there is none before the deadline
	 */
	static void acquire(Semaphore semaphore, Deadline deadline) {
		try {
			Duration left = deadline.remaining();
			if (semaphore.tryAcquire(left.toNanos(), TimeUnit.NANOSECONDS)) {
				return;
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		throw new QueryTimeoutException("no turn or connection in time");
	}

}
