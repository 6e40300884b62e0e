package rootpassword.ledger;

import java.util.concurrent.atomic.AtomicReference;

import rootpassword.reset.Admission;
import rootpassword.reset.Admission.Admitted;
import rootpassword.reset.AttemptId;

/**
 * One attempt on its way into the ledger: either its caller gives up, or the answer is
 * committed; only if the commit of an admitted attempt had begun by then does a doubt
 * remain.
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

	/** Says that all is written; false if it must be undone. */
	boolean mayCommit(Admission admission) {
		return this.stage.compareAndSet(Stage.WRITING,
				(admission instanceof Admitted) ? Stage.COMMITTING_ATTEMPT : Stage.COMMITTING_ANSWER);
	}

	/** Gives up, and says whether the attempt may be committed all the same. */
	boolean isInDoubtAfterAll() {
		return this.stage.compareAndExchange(Stage.WRITING, Stage.ABANDONED) == Stage.COMMITTING_ATTEMPT;
	}

	private enum Stage {

		WRITING, COMMITTING_ATTEMPT, COMMITTING_ANSWER, ABANDONED

	}

}
