package rootpassword.ledger.database;

import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;

import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.HikariPoolMXBean;
import org.springframework.core.NestedExceptionUtils;
import org.springframework.transaction.TransactionSystemException;
import rootpassword.reset.Deadline;

/**
 * Clears the pool after a connection has failed. The other connections are probably
 * broken as well, and each would fail one more request.
 */
final class ConnectionEviction {

	private static final Duration INTERVAL = Duration.ofSeconds(1);

	private final HikariDataSource pool;

	private final AtomicReference<Deadline> quietUntil = new AtomicReference<>(Deadline.in(Duration.ZERO));

	ConnectionEviction(HikariDataSource pool) {
		this.pool = pool;
	}

	/**
	 * Closes all idle connections, and the others when they return, at most once a
	 * second.
	 */
	void after(Exception failure) {
		Deadline earlier = this.quietUntil.get();
		if (isOfConnection(failure) && earlier.isOver()
				&& this.quietUntil.compareAndSet(earlier, Deadline.in(INTERVAL))) {
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
