package rootpassword.ledger;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiFunction;

import org.jspecify.annotations.Nullable;
import rootpassword.reset.AttemptId;
import rootpassword.reset.Deadline;
import rootpassword.reset.command.InstanceId;
import rootpassword.reset.command.Origin;
import rootpassword.reset.outcome.ResetOutcome;

/**
 * Known outcomes that are not recorded yet, in memory. If one is lost with the process,
 * or exceeds the capacity, the sweeper settles its attempt as unconfirmed.
 */
final class LateSettlements {

	private static final int CAPACITY = 10_000;

	private static final Duration RETENTION = Duration.ofMinutes(15);

	private final Map<AttemptId, Late> waiting = new ConcurrentHashMap<>();

	/** Adds the outcome of an attempt that was certainly in the ledger. */
	void add(AttemptId attempt, InstanceId instance, Origin origin, ResetOutcome outcome) {
		put(attempt, new Late(outcome, Deadline.in(RETENTION), instance, origin));
	}

	/** Adds the outcome of an attempt whose commit is in doubt. */
	void addInDoubt(AttemptId attempt, ResetOutcome outcome, Deadline end) {
		put(attempt, new Late(outcome, end, null, null));
	}

	/**
	 * Tries to settle each attempt.
	 * @param settle returns whether it is done with the attempt, or empty if it is
	 * locked; its exceptions end the round
	 */
	void retry(BiFunction<AttemptId, Late, Optional<Boolean>> settle) {
		this.waiting.forEach((attempt, late) -> settle.apply(attempt, late).ifPresent((done) -> {
			if (done || late.end.isOver()) {
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

	/**
	 * An outcome that waits. Without instance and origin, the commit of its attempt is in
	 * doubt. It never holds the command, which has the password.
	 */
	record Late(ResetOutcome outcome, Deadline end, @Nullable InstanceId instance, @Nullable Origin origin) {
	}

}
