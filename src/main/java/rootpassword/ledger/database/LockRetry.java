package rootpassword.ledger.database;

import java.sql.SQLException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

import org.springframework.dao.DataAccessException;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.dao.PessimisticLockingFailureException;
import rootpassword.reset.Deadline;

/**
 * Repeats a transaction that was rolled back because another one holds a lock. It pauses
 * between two tries, without a connection.
 */
final class LockRetry {

	static final Duration FIRST_PAUSE = Duration.ofMillis(3);

	private static final Duration LONGEST_PAUSE = Duration.ofMillis(40);

	// Lock timeout and deadlock of PostgreSQL, lock timeout of H2, deadlock of both
	private static final Set<String> LOCKED = Set.of("55P03", "40P01", "HYT00", "40001");

	private LockRetry() {
	}

	/**
	 * Returns the result of the first try without a conflict.
	 * @throws DataAccessException of the last try, after the deadline
	 */
	static <T> T until(Deadline deadline, Supplier<T> transaction) {
		Duration pause = FIRST_PAUSE;
		while (true) {
			try {
				return transaction.get();
			}
			catch (DataAccessException ex) {
				if (!isConflict(ex) || deadline.isOver()) {
					throw ex;
				}
			}
			pause = pause(pause);
		}
	}

	/**
	 * Whether the failure is a conflict with another transaction, so that this one is
	 * rolled back.
	 */
	static boolean isConflict(DataAccessException failure) {
		// Duplicate: two transactions inserted the row of an instance, which exists now
		return failure instanceof DuplicateKeyException || failure instanceof PessimisticLockingFailureException
				|| (failure.getCause() instanceof SQLException cause
						&& LOCKED.contains(String.valueOf(cause.getSQLState())));
	}

	/** Pauses for a random time up to this, and returns the longest next pause. */
	static Duration pause(Duration longest) {
		LockSupport.parkNanos(ThreadLocalRandom.current().nextLong(longest.toNanos()));
		return (longest.compareTo(LONGEST_PAUSE) < 0) ? longest.multipliedBy(2) : longest;
	}

}
