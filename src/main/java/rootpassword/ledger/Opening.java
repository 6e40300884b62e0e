package rootpassword.ledger;

import java.util.concurrent.atomic.AtomicReference;

import rootpassword.reset.AttemptId;

/**
 * One attempt on its way into the ledger: either its caller gives up, or it is committed;
 * only if the commit had begun by then does a doubt remain.
 */
final class Opening {

	private final AtomicReference<Stage> stage = new AtomicReference<>(Stage.WRITING);

	private final AttemptId attempt;

	Opening(AttemptId attempt) {
		this.attempt = attempt;
	}

	AttemptId attempt() {
		return this.attempt;
	}

	/** Says that all is written; false if it must be undone. */
	boolean mayCommit() {
		return this.stage.compareAndSet(Stage.WRITING, Stage.COMMITTING);
	}

	/** Gives up, and says whether the attempt may be committed all the same. */
	boolean isInDoubtAfterAll() {
		return !this.stage.compareAndSet(Stage.WRITING, Stage.ABANDONED);
	}

	private enum Stage {

		WRITING, COMMITTING, ABANDONED

	}

}
