package rootpassword.evidence.verify;

import java.util.Iterator;
import java.util.List;
import java.util.Locale;

import org.jspecify.annotations.Nullable;
import rootpassword.evidence.tree.TreeAccumulator;
import rootpassword.evidence.verify.ExportLine.Content;

/**
 * Reads leaves and rows in order, and lets the tree grow with them.
 */
final class ExportPass {

	private final ExportLine.Header header;

	private final List<CheckpointComparison> roots;

	private final RowChecks rows;

	private final Archives archives;

	private final Findings findings;

	private @Nullable TreeAccumulator tree;

	private long next;

	private long leaves;

	private long unsealed;

	private boolean broken;

	ExportPass(ExportLine.Header header, List<CheckpointComparison> roots, RowChecks rows, Archives archives,
			Findings findings) {
		this.header = header;
		this.roots = roots;
		this.rows = rows;
		this.archives = archives;
		this.findings = findings;
		this.next = header.from();
	}

	/** Reads the lines between the header and the checkpoints. */
	void read(Iterator<ExportLine> lines) {
		while (lines.hasNext()) {
			ExportLine line = lines.next();
			switch (line) {
				case ExportLine.Leaf leaf -> add(leaf);
				case ExportLine.Unsealed row -> {
					this.unsealed++;
					this.rows.unsealed(row.row());
				}
				case ExportLine.Frontier frontier -> start(frontier);
				default -> {
					this.broken = true;
					this.findings.tree("a line after leaf " + (this.next - 1) + " is out of place or not readable: "
							+ Lines.name(line));
				}
			}
		}
	}

	private void start(ExportLine.Frontier frontier) {
		if (this.tree != null || Long.bitCount(this.header.from()) != frontier.roots().size()) {
			this.broken = true;
			this.findings.tree("the frontier does not fit the first leaf " + this.header.from());
			return;
		}
		grow(new TreeAccumulator(this.header.from(), frontier.roots()));
	}

	private void add(ExportLine.Leaf leaf) {
		this.leaves++;
		if (leaf.index() != this.next) {
			this.broken = true;
			this.findings.tree((leaf.index() > this.next)
					? "leaves " + this.next + " to " + (leaf.index() - 1) + " are not in the export"
					: "leaf " + leaf.index() + " comes after leaf " + (this.next - 1));
		}
		TreeAccumulator growing = grown();
		this.next = leaf.index() + 1;
		Content row = (leaf.row() != null) ? leaf.row() : this.archives.row(leaf.index());
		this.rows.sealed(leaf, row, isSigned());
		growing.add(leaf.hash());
		check(growing);
	}

	/** Whether a later checkpoint follows; not a question where no key fits. */
	private boolean isSigned() {
		return !this.roots.getFirst().isAtEnd()
				|| this.roots.stream().allMatch((comparison) -> comparison.count() == 0);
	}

	/** The tree, which begins with nothing if there is no frontier. */
	private TreeAccumulator grown() {
		TreeAccumulator growing = this.tree;
		if (growing == null) {
			if (this.header.from() > 0) {
				this.broken = true;
				this.findings.tree("the export has no frontier for its first leaf " + this.header.from());
			}
			growing = new TreeAccumulator();
			grow(growing);
		}
		return growing;
	}

	private void grow(TreeAccumulator begun) {
		this.tree = begun;
		check(begun);
	}

	/** After a gap no root can be computed, so there is nothing to compare. */
	private void check(TreeAccumulator growing) {
		if (!this.broken) {
			this.roots.forEach((comparison) -> comparison.check(growing));
		}
	}

	/** Compares the file with its last line, and ends all checks. */
	void finish(ExportLine.@Nullable End end, ExportedCheckpoints checkpoints) {
		grown();
		this.rows.finish();
		if (this.broken) {
			this.findings.tree("roots after the first gap were not compared");
		}
		else {
			this.roots.forEach((comparison) -> comparison.finish(this.next));
		}
		while (checkpoints.hasNext()) {
			checkpoints.next();
		}
		if (end == null) {
			this.findings.tree("the export has no end line: it is cut off");
		}
		else if (end.leaves() != this.leaves || end.unsealed() != this.unsealed
				|| end.checkpoints() != checkpoints.count()) {
			this.findings.tree(String.format(Locale.ROOT,
					"the export has %d leaves, %d rows without a leaf and %d checkpoints, its end line says %d, %d and %d",
					this.leaves, this.unsealed, checkpoints.count(), end.leaves(), end.unsealed(), end.checkpoints()));
		}
		if (this.header.size() > this.next) {
			this.findings.tree("the export ends at " + this.next + ", its header says " + this.header.size());
		}
	}

	/** The index after the last leaf. */
	long size() {
		return this.next;
	}

}
