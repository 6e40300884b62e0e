package rootpassword.evidence.verify;

import org.jspecify.annotations.Nullable;
import rootpassword.evidence.row.CanonicalRow;
import rootpassword.evidence.verify.ExportLine.Content;
import rootpassword.evidence.verify.ExportLine.Leaf;

/**
 * Checks each row: against the hash of its leaf, its number, its age, and the other rows
 * of its attempt.
 */
final class RowChecks {

	/** A row is sealed after seconds; a longer time needs an explanation. */
	private static final long GRACE = 60L * 1_000_000;

	private final Findings findings;

	private final AttemptRules attempts;

	private final SequenceNumberSet numbers = new SequenceNumberSet();

	private final long exportedAt;

	private @Nullable Leaf firstMissing;

	private long missing;

	/**
	 * Checks of one export.
	 * @param exportedAt when it was made, or 0 if that is not known
	 */
	RowChecks(Findings findings, AttemptRules attempts, long exportedAt) {
		this.findings = findings;
		this.attempts = attempts;
		this.exportedAt = exportedAt;
	}

	/**
	 * A leaf and its row.
	 * @param content the row, from the export or an archive
	 * @param signed whether a signed checkpoint covers the leaf
	 */
	void sealed(Leaf leaf, @Nullable Content content, boolean signed) {
		if (content == null) {
			this.firstMissing = (this.missing == 0) ? leaf : this.firstMissing;
			this.missing++;
			this.attempts.gap();
			return;
		}
		reportMissing();
		CanonicalRow row = content.row();
		if (row == null) {
			this.findings.tree("the row of leaf " + leaf.index() + " is not in canonical form");
			return;
		}
		if (!content.hash().equals(leaf.hash())) {
			this.findings.row(row.seq(), "the row was changed: its hash is not the one of leaf " + leaf.index());
		}
		if (!this.numbers.add(row.seq())) {
			this.findings.row(row.seq(), "the number occurs again, at leaf " + leaf.index());
		}
		if (!signed && isOld(row)) {
			this.findings.row(row.seq(), "no signed checkpoint covers leaf " + leaf.index());
		}
		this.attempts.add(row);
	}

	/** A row without a leaf. */
	void unsealed(Content content) {
		reportMissing();
		CanonicalRow row = content.row();
		if (row == null) {
			this.findings.tree("a row without a leaf is not in canonical form");
			return;
		}
		if (!this.numbers.add(row.seq())) {
			this.findings.row(row.seq(), "the number occurs again, in a row without a leaf");
		}
		if (isOld(row)) {
			this.findings.row(row.seq(),
					"the row has no leaf, although it is older than 60 s: it was inserted later, or sealing stands still");
		}
		this.attempts.add(row);
	}

	void finish() {
		reportMissing();
		this.attempts.finish(this.exportedAt);
	}

	private boolean isOld(CanonicalRow row) {
		return row.at() < this.exportedAt - GRACE;
	}

	private void reportMissing() {
		if (this.missing > 0 && this.firstMissing != null) {
			long first = this.firstMissing.index();
			String leaves = (this.missing == 1) ? "the row of leaf " + first + " is"
					: "the rows of leaves " + first + " to " + (first + this.missing - 1) + " are";
			String text = leaves + " missing, in the export and in the archives";
			if (this.firstMissing.seq() != null) {
				this.findings.row(this.firstMissing.seq(), text);
			}
			else {
				this.findings.tree(text);
			}
			this.missing = 0;
		}
	}

}
