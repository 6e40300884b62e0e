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
 * broken, too, and each would fail one more request.
 */
final class ConnectionEviction {

	private static final Duration INTERVAL = Duration.ofSeconds(1);

	private final HikariDataSource pool;

	private final AtomicReference<Deadline> pause = new AtomicReference<>(Deadline.in(Duration.ZERO));

	ConnectionEviction(HikariDataSource pool) {
		this.pool = pool;
	}

	/**
	 * Closes all idle connections, and the others when they return, at most once a
	 * second.
	 */
	void after(Exception failure) {
		Deadline earlier = this.pause.get();
		if (isOfConnection(failure) && earlier.isOver() && this.pause.compareAndSet(earlier, Deadline.in(INTERVAL))) {
			// The caller has waited long enough: closing a dead connection takes time
			HikariPoolMXBean opened = this.pool.getHikariPoolMXBean();
			if (opened != null) {
				Thread.ofVirtual().name("eviction").start(opened::softEvictConnections);
			}
		}
	}

	/** A timeout, or a SQL state for a lost connection or a stopped server. */
	static boolean isOfConnection(Throwable failure) {
		// The failed rollback that follows the failure tells less
		Throwable original = (failure instanceof TransactionSystemException ex) ? ex.getOriginalException() : failure;
		Throwable cause = NestedExceptionUtils.getMostSpecificCause((original != null) ? original : failure);
		return failure instanceof TimeoutException || cause instanceof IOException
				|| (cause instanceof SQLException sql && String.valueOf(sql.getSQLState()).matches("(08|57P).*"));
	}

}
