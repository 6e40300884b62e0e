package rootpassword.evidence.verify;

import java.util.Iterator;

import org.jspecify.annotations.Nullable;
import rootpassword.evidence.note.Checkpoint;
import rootpassword.evidence.tree.TreeAccumulator;

/**
 * Compares signed roots, smallest size first, with the tree while it grows.
 */
final class CheckpointComparison {

	private final String name;

	private final Iterator<Checkpoint> checkpoints;

	private final Findings findings;

	private @Nullable Checkpoint next;

	private long from = -1;

	private long agreed = -1;

	private boolean agreeing = true;

	private long later;

	private long count;

	/** Compares valid checkpoints, called {@code name} in findings. */
	CheckpointComparison(String name, Iterator<Checkpoint> checkpoints, Findings findings) {
		this.name = name;
		this.checkpoints = checkpoints;
		this.findings = findings;
		this.next = advance();
	}

	/** Looks whether there is a root for the size that the tree has reached. */
	void check(TreeAccumulator tree) {
		if (this.from < 0) {
			this.from = tree.size();
		}
		while (this.next != null && this.next.size() <= tree.size()) {
			if (this.next.size() == tree.size()) {
				compare(this.next, tree);
			}
			this.next = advance();
		}
	}

	private void compare(Checkpoint checkpoint, TreeAccumulator tree) {
		boolean agrees = checkpoint.root().equals(tree.root());
		if (agrees) {
			this.agreed = checkpoint.size();
		}
		else if (this.agreeing) {
			String leaves = (checkpoint.size() == 0) ? "no leaves"
					: "leaves " + Math.max(this.from, this.agreed) + " to " + (checkpoint.size() - 1);
			this.findings.tree("the " + this.name + " of size " + checkpoint.size()
					+ " has another root than the export: look at " + leaves);
		}
		else {
			this.later++;
		}
		this.agreeing = agrees;
	}

	/** Reports the checkpoints beyond the end of the export. */
	void finish(long size) {
		if (this.later > 0) {
			this.findings.tree("the next " + this.later + " of the " + this.name + "s have other roots, too");
		}
		for (; this.next != null; this.next = advance()) {
			this.findings.tree("the " + this.name + " of size " + this.next.size()
					+ " is larger than the export, which ends at " + size + ": the tail is cut");
		}
	}

	/** Whether no larger size follows. */
	boolean isAtEnd() {
		return this.next == null;
	}

	/** The number of checkpoints. */
	long count() {
		return this.count;
	}

	/** The largest size whose root agrees, or -1. */
	long agreed() {
		return this.agreed;
	}

	private @Nullable Checkpoint advance() {
		if (!this.checkpoints.hasNext()) {
			return null;
		}
		this.count++;
		return this.checkpoints.next();
	}

}
