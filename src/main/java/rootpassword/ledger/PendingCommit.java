package rootpassword.ledger;

import java.util.concurrent.atomic.AtomicReference;

import rootpassword.reset.Admission;
import rootpassword.reset.Admission.Admitted;
import rootpassword.reset.AttemptId;

/**
 * An admission between its first statement and its commit. Either the caller gives up
 * first, and the transaction is rolled back; or the commit begins first. If it is the
 * commit of an admitted attempt, the caller cannot know whether it succeeds.
 */
final class PendingCommit {

	private final AtomicReference<Stage> stage = new AtomicReference<>(Stage.WRITING);

	private final AttemptId attempt;

	PendingCommit(AttemptId attempt) {
		this.attempt = attempt;
	}

	AttemptId attempt() {
		return this.attempt;
	}

	/** Begins the commit; false if the caller has given up and it must be rolled back. */
	boolean mayCommit(Admission admission) {
		Stage committing = (admission instanceof Admitted) ? Stage.COMMITTING_ATTEMPT : Stage.COMMITTING_ANSWER;
		return this.stage.updateAndGet((stage) -> (stage != Stage.ABANDONED) ? committing : stage) != Stage.ABANDONED;
	}

	/** Gives up; true if an admitted attempt may be committed nevertheless. */
	boolean abandon() {
		return this.stage.getAndSet(Stage.ABANDONED) == Stage.COMMITTING_ATTEMPT;
	}

	private enum Stage {

		WRITING, COMMITTING_ATTEMPT, COMMITTING_ANSWER, ABANDONED

	}

}
