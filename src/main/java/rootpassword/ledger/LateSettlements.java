package rootpassword.ledger;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

import rootpassword.ledger.Settlements.Result;
import rootpassword.ledger.Settlements.Settlement;
import rootpassword.reset.AttemptId;
import rootpassword.reset.Deadline;

/**
 * Known outcomes that are not recorded yet, in memory. If one is lost with the process,
 * or exceeds the capacity, the sweeper settles its attempt as unconfirmed.
 */
final class LateSettlements {

	private static final int CAPACITY = 10_000;

	private static final Duration RETENTION = Duration.ofMinutes(15);

	private final Map<AttemptId, Late> waiting = new ConcurrentHashMap<>();

	/** Adds the outcome of an attempt that was certainly in the ledger. */
	void add(Settlement settlement) {
		add(settlement, Deadline.in(RETENTION));
	}

	/** Adds the outcome of an attempt whose commit is in doubt until this end. */
	void add(Settlement settlement, Deadline end) {
		if (this.waiting.size() < CAPACITY) {
			this.waiting.put(settlement.attempt(), new Late(settlement, end));
		}
	}

	/**
	 * Tries to record each outcome, and drops those whose time is over.
	 * @param settle its exceptions end the round
	 */
	void retry(Function<Settlement, Result> settle) {
		this.waiting.values().removeIf((late) -> late.end.isOver());
		this.waiting.forEach((attempt, late) -> {
			// A commit in doubt may still come
			if (settle.apply(late.settlement) != Result.LOST || late.settlement.ifLost() != null) {
				this.waiting.remove(attempt, late);
			}
		});
	}

	/** An outcome that waits. It never holds the command, which has the password. */
	private record Late(Settlement settlement, Deadline end) {
	}

}
