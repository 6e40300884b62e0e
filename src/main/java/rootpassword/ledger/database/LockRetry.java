package rootpassword.ledger.database;

import java.sql.SQLException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

import org.springframework.dao.DataAccessException;
import org.springframework.dao.DuplicateKeyException;
import rootpassword.reset.Deadline;

/**
 * Runs a transaction again that was rolled back because another one holds a lock. Between
 * two tries it pauses, and holds no connection.
 */
final class LockRetry {

	private static final Duration FIRST_PAUSE = Duration.ofMillis(3);

	private static final Duration LONGEST_PAUSE = Duration.ofMillis(40);

	// PostgreSQL's lock timeout and deadlock, H2's lock timeout, deadlock in both
	private static final Set<String> LOCKED = Set.of("55P03", "40P01", "HYT00", "40001");

	private LockRetry() {
	}

	/**
	 * The result of the first try that meets no lock.
	 * @throws DataAccessException of the last try, once the time is over
	 */
	static <T> T until(Deadline patience, Supplier<T> transaction) {
		Duration pause = FIRST_PAUSE;
		while (true) {
			try {
				return transaction.get();
			}
			catch (DataAccessException ex) {
				if (!isLocked(ex) || patience.isOver()) {
					throw ex;
				}
			}
			pause(pause);
			pause = (pause.compareTo(LONGEST_PAUSE) < 0) ? pause.multipliedBy(2) : pause;
		}
	}

	/** Whether another transaction was in the way, and will be gone. */
	static boolean isLocked(DataAccessException failure) {
		if (failure instanceof DuplicateKeyException) {
			// Two came first to one instance: now its row is there
			return true;
		}
		return failure.getCause() instanceof SQLException cause && LOCKED.contains(String.valueOf(cause.getSQLState()));
	}

	/** Pauses for that long at most, and for half of it on average. */
	static void pause(Duration longest) {
		LockSupport.parkNanos(ThreadLocalRandom.current().nextLong(longest.toNanos()));
	}

}
