package rootpassword.ledger.database;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;
import rootpassword.reset.Deadline;
import rootpassword.reset.InstanceId;

/**
 * Lets one thread of this replica at a time work on an instance, in the order of their
 * arrival; the others wait in memory, without a connection.
 */
final class InstanceQueue {

	private static final Duration HANDOVER = Duration.ofMillis(4);

	private final Map<InstanceId, Line> lines = new ConcurrentHashMap<>();

	/**
	 * Does the work when it is the thread's turn.
	 * @throws org.springframework.dao.QueryTimeoutException if the turn does not come in
	 * time
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
					// Leaves a gap, or this queue would keep the claim from all other
					// replicas
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
