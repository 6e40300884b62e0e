package rootpassword.evidence.verify;

import rootpassword.evidence.verify.CheckedCheckpoint.Worth;

/**
 * Counts checkpoints that no given key has signed. They can be evidence of a false log,
 * or of a verifier that was given the wrong key.
 */
final class UnknownKeys {

	private long count;

	/** Reports a checkpoint that is not valid. */
	void report(String name, CheckedCheckpoint checked, Findings findings) {
		if (checked.worth() == Worth.UNKNOWN_KEY) {
			this.count++;
		}
		else {
			findings.tree("the " + name + checked.description());
		}
	}

	long count() {
		return this.count;
	}

}
