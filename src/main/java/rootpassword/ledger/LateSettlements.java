package rootpassword.ledger;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiFunction;

import rootpassword.reset.AttemptId;
import rootpassword.reset.Deadline;
import rootpassword.reset.ResetOutcome;

/**
 * Outcomes that this replica knows and the ledger could not be told yet. What does not
 * fit, or is lost with the process, the sweeper settles as unconfirmed.
 */
final class LateSettlements {

	private static final int MAX = 10_000;

	private static final Duration PATIENCE = Duration.ofMinutes(15);

	private final Map<AttemptId, Late> waiting = new ConcurrentHashMap<>();

	/** Remembers the outcome of an attempt that is surely in the ledger. */
	void add(AttemptId attempt, ResetOutcome outcome) {
		put(attempt, new Late(outcome, Deadline.in(PATIENCE), true));
	}

	/**
	 * Remembers what to say of an attempt that may be in the ledger or may come into it.
	 */
	void addInDoubt(AttemptId attempt, ResetOutcome outcome, Deadline end) {
		put(attempt, new Late(outcome, end, false));
	}

	/**
	 * Tries each that waits.
	 * @param tell settles an attempt and says whether that was news, or nothing if it
	 * could not at this moment; its exceptions end the round
	 */
	void retry(BiFunction<AttemptId, ResetOutcome, Optional<Boolean>> tell) {
		this.waiting.forEach((attempt, late) -> tell.apply(attempt, late.outcome).ifPresent((news) -> {
			if (news || late.opened || late.end.isOver()) {
				this.waiting.remove(attempt, late);
			}
		}));
	}

	/** Gives up those that have waited for too long. */
	void expire() {
		this.waiting.values().removeIf((late) -> late.end.remaining().isZero());
	}

	private void put(AttemptId attempt, Late late) {
		if (this.waiting.size() < MAX) {
			this.waiting.put(attempt, late);
		}
	}

	private record Late(ResetOutcome outcome, Deadline end, boolean opened) {
	}

}
