package rootpassword.ledger;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiFunction;

import rootpassword.reset.AttemptId;
import rootpassword.reset.Deadline;
import rootpassword.reset.outcome.ResetOutcome;

/**
 * Known outcomes that are not recorded yet, in memory. If one is lost with the process,
 * or exceeds the capacity, the sweeper settles its attempt as unconfirmed.
 */
final class LateSettlements {

	private static final int CAPACITY = 10_000;

	private static final Duration RETENTION = Duration.ofMinutes(15);

	private final Map<AttemptId, Late> waiting = new ConcurrentHashMap<>();

	/** Adds the outcome of an attempt that is certainly in the ledger. */
	void add(AttemptId attempt, ResetOutcome outcome) {
		put(attempt, new Late(outcome, Deadline.in(RETENTION), true));
	}

	/** Adds the outcome of an attempt whose commit is in doubt. */
	void addInDoubt(AttemptId attempt, ResetOutcome outcome, Deadline end) {
		put(attempt, new Late(outcome, end, false));
	}

	/**
	 * Tries to settle each attempt.
	 * @param settle returns whether the attempt has changed, or empty if it is locked;
	 * its exceptions end the round
	 */
	void retry(BiFunction<AttemptId, ResetOutcome, Optional<Boolean>> settle) {
		this.waiting.forEach((attempt, late) -> settle.apply(attempt, late.outcome).ifPresent((changed) -> {
			if (changed || late.opened || late.end.isOver()) {
				this.waiting.remove(attempt, late);
			}
		}));
	}

	/** Drops outcomes after their deadline. */
	void expire() {
		this.waiting.values().removeIf((late) -> late.end.isOver());
	}

	private void put(AttemptId attempt, Late late) {
		if (this.waiting.size() < CAPACITY) {
			this.waiting.put(attempt, late);
		}
	}

	private record Late(ResetOutcome outcome, Deadline end, boolean opened) {
	}

}
