package rootpassword.ledger.database;

import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.HikariPoolMXBean;
import org.springframework.core.NestedExceptionUtils;
import org.springframework.dao.DataAccessException;
import org.springframework.transaction.TransactionException;
import org.springframework.transaction.TransactionSystemException;
import rootpassword.reset.Deadline;
import rootpassword.reset.LedgerUnavailableException;

/**
 * Limits the time that a caller waits for the database, even if pool, lock, statement or
 * commit hang. Hanging work continues on its own thread until the timeouts of the
 * connection end it. It is not interrupted, because an interrupt closes H2's file. After
 * a connection has failed, the pool is cleared: the other connections are probably broken
 * as well, and each would fail one more request.
 */
final class DatabaseDeadline {

	private static final Duration EVICTION_INTERVAL = Duration.ofSeconds(1);

	private final Duration limit;

	private final HikariDataSource pool;

	private final AtomicReference<Deadline> quietUntil = new AtomicReference<>(Deadline.in(Duration.ZERO));

	DatabaseDeadline(Duration limit, HikariDataSource pool) {
		this.limit = limit;
		this.pool = pool;
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
		return await(CompletableFuture.supplyAsync(work, (task) -> Thread.ofVirtual().name("ledger").start(task)));
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
		evictAfter(cause);
		return new LedgerUnavailableException(describe(cause), cause);
	}

	/**
	 * Closes all idle connections, and the others when they return, at most once a
	 * second.
	 */
	private void evictAfter(Exception failure) {
		Deadline earlier = this.quietUntil.get();
		if (isOfConnection(failure) && earlier.isOver()
				&& this.quietUntil.compareAndSet(earlier, Deadline.in(EVICTION_INTERVAL))) {
			// The caller has waited long enough: closing a dead connection takes time
			HikariPoolMXBean opened = this.pool.getHikariPoolMXBean();
			if (opened != null) {
				Thread.ofVirtual().name("eviction").start(opened::softEvictConnections);
			}
		}
	}

	/**
	 * A timeout, or a SQL state for a lost connection, a server that stops or has become
	 * read-only (25006), or a session that it has ended (25P03, 25P04).
	 */
	static boolean isOfConnection(Throwable failure) {
		Throwable cause = NestedExceptionUtils.getMostSpecificCause(original(failure));
		return failure instanceof TimeoutException || cause instanceof IOException || (cause instanceof SQLException sql
				&& String.valueOf(sql.getSQLState()).matches("(08|57P|25006|25P0[34]).*"));
	}

	/** The failure in few words for the log, without its text, which may name hosts. */
	static String describe(Throwable failure) {
		for (Throwable cause = original(failure); cause != null; cause = cause.getCause()) {
			if (cause instanceof SQLException sql && sql.getSQLState() != null) {
				return "SQL state " + sql.getSQLState();
			}
		}
		return (failure instanceof TimeoutException) ? "no answer in time"
				: NestedExceptionUtils.getMostSpecificCause(failure).getClass().getSimpleName();
	}

	/** The failure before a rollback that failed as well, because it says more. */
	private static Throwable original(Throwable failure) {
		Throwable original = (failure instanceof TransactionSystemException ex) ? ex.getOriginalException() : null;
		return (original != null) ? original : failure;
	}

}
