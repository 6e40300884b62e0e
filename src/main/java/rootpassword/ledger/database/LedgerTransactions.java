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

	private final Semaphore reads;

	private final Semaphore extraRows;

	private final Semaphore jobs;

	/**
	 * @param pool the pool that the transactions use; it is cleared after a failure of a
	 * connection
	 */
	public LedgerTransactions(TransactionOperations transactions, Duration timeLimit, HikariDataSource pool) {
		this.transactions = transactions;
		this.timeLimit = new DatabaseDeadline(timeLimit, pool);
		this.reads = connections(pool, 2);
		this.extraRows = connections(pool, 1);
		this.jobs = connections(pool, 1);
	}

	private static Semaphore connections(HikariDataSource pool, int ofTen) {
		return new Semaphore(Math.max(1, pool.getMaximumPoolSize() * ofTen / 10), true);
	}

	/**
	 * Runs the work in one transaction.
	 * @throws LedgerUnavailableException if it is not certain that it is committed
	 */
	public <T> T run(Supplier<T> work) {
		return this.timeLimit.run(() -> transaction(work));
	}

	/** Like {@link #run(Supplier)}, without a result. */
	public void run(Runnable work) {
		run(supplier(work));
	}

	private static Supplier<Boolean> supplier(Runnable work) {
		return () -> {
			work.run();
			return true;
		};
	}

	/** Transactions that do the same work for several callers at once. */
	public <C, A> GroupedTransactions<C, A> grouped(Function<List<C>, List<Optional<A>>> work) {
		return new GroupedTransactions<>(this.transactions, this.timeLimit, work);
	}

	/**
	 * Like {@link #run}, for what callers read. Reads, extra rows and jobs have
	 * connections of their own, so that they hold up neither resets nor each other.
	 */
	public <T> T runRead(Supplier<T> work) {
		return runWith(this.reads, () -> transaction(work));
	}

	/** Like {@link #run}, for rows about extraRows and logins. */
	public <T> T runExtraRow(Supplier<T> work) {
		return runWith(this.extraRows, () -> transaction(work));
	}

	/** Like {@link #runExtraRow(Supplier)}, without a result. */
	public void runExtraRow(Runnable work) {
		runExtraRow(supplier(work));
	}

	/** Like {@link #run}, for work in the background. */
	public <T> T runJob(Supplier<T> work) {
		return runWith(this.jobs, () -> transaction(work));
	}

	/** {@link #runJob} for packages that do not know the ledger. */
	TransactionOperations jobs() {
		return operations(this.jobs);
	}

	/** {@link #runRead} for packages that do not know the ledger. */
	TransactionOperations reads() {
		return operations(this.reads);
	}

	private TransactionOperations operations(Semaphore connections) {
		return new TransactionOperations() {

			@Override
			public <T extends @Nullable Object> T execute(TransactionCallback<T> work) {
				return runWith(connections, () -> LedgerTransactions.this.transactions.execute(work));
			}

		};
	}

	private <T extends @Nullable Object> T runWith(Semaphore connections, Supplier<T> work) {
		return this.timeLimit.run(() -> {
			acquire(connections, this.timeLimit.waitDeadline());
			try {
				return work.get();
			}
			finally {
				connections.release();
			}
		});
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

	private <T> T transaction(Supplier<T> work) {
		return this.transactions.execute((status) -> work.get());
	}

}
