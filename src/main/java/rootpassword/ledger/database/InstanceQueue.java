package rootpassword.ledger.database;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;
import rootpassword.reset.Deadline;
import rootpassword.reset.command.InstanceId;

/**
 * Admits one thread of this replica at a time to an instance, in order of arrival.
 * Waiting threads hold no connection.
 */
final class InstanceQueue {

	private static final Duration HANDOVER = Duration.ofMillis(4);

	private final Map<InstanceId, Line> lines = new ConcurrentHashMap<>();

	/**
	 * Runs the work when it is the thread's turn.
	 * @throws org.springframework.dao.QueryTimeoutException if the deadline passes first
	 */
	<T> T inTurn(InstanceId instance, Deadline patience, Supplier<T> work) {
		Line line = this.lines.compute(instance, (key, present) -> Line.withOneMore(present));
		try {
			boolean waits = !line.turn.tryAcquire();
			if (waits) {
				LedgerTransactions.acquire(line.turn, patience);
			}
			try {
				if (waits) {
					// A gap, so that other replicas get the claim, too
					LockRetry.pause(HANDOVER);
				}
				return work.get();
			}
			finally {
				line.turn.release();
			}
		}
		finally {
			this.lines.computeIfPresent(instance, (key, present) -> present.withOneLess());
		}
	}

	boolean isEmpty() {
		return this.lines.isEmpty();
	}

	private record Line(Semaphore turn, int members) {

		static Line withOneMore(@Nullable Line line) {
			return (line != null) ? new Line(line.turn, line.members + 1) : new Line(new Semaphore(1, true), 1);
		}

		@Nullable Line withOneLess() {
			return (this.members > 1) ? new Line(this.turn, this.members - 1) : null;
		}

	}

}
