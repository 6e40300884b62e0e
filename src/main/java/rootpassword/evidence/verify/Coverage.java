package rootpassword.evidence.verify;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

import org.jspecify.annotations.Nullable;
import rootpassword.evidence.note.VerifierKey;
import rootpassword.evidence.tree.TreeAccumulator;
import rootpassword.evidence.verify.Keys.Signed;
import rootpassword.evidence.verify.Verification.Verdict;

/** Compares checkpoints and anchors with the leaves, and says how far they cover them. */
final class Coverage {

	private final Keys keys;

	private final Findings findings;

	private final SignedRoots checkpoints;

	private final SignedRoots anchored;

	private final AnchorFiles anchors;

	private @Nullable Signed nextAnchor;

	/** The number of checkpoints in the export, valid or not. */
	private long notes;

	Coverage(Keys keys, List<Path> anchors, long from, Findings findings) throws IOException, UnusableException {
		this.keys = keys;
		this.findings = findings;
		this.checkpoints = new SignedRoots("checkpoint", keys, findings, from);
		this.anchored = new SignedRoots("anchor", keys, findings, from);
		this.anchors = new AnchorFiles(anchors, keys, AnchorFiles.CAPACITY);
		this.nextAnchor = this.anchors.next();
	}

	/**
	 * Compares a checkpoint, which stands behind the last leaf that it covers.
	 * @param tree the leaves before it, or {@code null} if some are missing
	 */
	boolean checkpoint(String note, long size, @Nullable TreeAccumulator tree) {
		this.notes++;
		Signed signed = this.keys.parse(note);
		if (signed == null) {
			this.findings.tree("the checkpoint behind leaf " + (size - 1) + " is not signed by the log: " + note);
		}
		else if (this.keys.known(signed) && tree != null) {
			if (signed.size() >= size) {
				return this.checkpoints.compare(signed, tree);
			}
			this.findings.tree("the checkpoint of size " + signed.size() + " comes after leaf " + (size - 1));
		}
		return false;
	}

	/** Compares the anchors up to the size of the tree; at its end all that are left. */
	void anchors(TreeAccumulator tree, boolean end) throws IOException, UnusableException {
		while (this.nextAnchor != null && (end || this.nextAnchor.size() <= tree.size())) {
			if (this.nextAnchor.size() >= tree.size()) {
				this.anchored.compare(this.nextAnchor, tree);
			}
			this.nextAnchor = this.anchors.next();
		}
	}

	long notes() {
		return this.notes;
	}

	/**
	 * The verdict.
	 * @param notSealed the number of rows under no signature
	 * @param summary for counts, which are not findings
	 */
	Verdict verdict(long leaves, long notSealed, PrintedLines summary) throws UnusableException {
		this.checkpoints.finish();
		this.anchored.finish();
		long signed = this.checkpoints.covered(this.keys.log());
		long pinned = this.anchored.covered(this.keys.log());
		for (VerifierKey witness : this.keys.witnesses()) {
			long cosigned = Math.max(this.checkpoints.covered(List.of(witness)),
					this.anchored.covered(List.of(witness)));
			pinned = Math.max(pinned, cosigned);
			this.findings.coverage(
					"witness " + witness.name() + " has cosigned " + cosigned + " of " + leaves + " leaves",
					cosigned == 0);
		}
		if (this.checkpoints.falseSignatures() > 0) {
			this.findings.tree(this.checkpoints.falseSignatures() + " checkpoints have a false signature");
		}
		boolean tampered = this.findings.finish();
		summary.print("Of " + leaves + " leaves " + signed + " are under a signature, and " + pinned
				+ " under an anchor or a cosignature. Rows not sealed: " + notSealed
				+ ". Anchors with a false signature: " + this.anchored.falseSignatures() + ", of other logs: "
				+ this.anchors.others());
		if (tampered) {
			return new Verdict(1, "verdict: tampered");
		}
		if (!this.keys.missing().isEmpty()) {
			throw new UnusableException("A key of the log " + this.keys.origin() + " was not given; its id is "
					+ String.join(" or ", this.keys.missing()));
		}
		if (signed == 0) {
			throw new UnusableException("The export has no signed checkpoint");
		}
		if (pinned == 0 && this.anchored.falseSignatures() > 0) {
			throw new UnusableException("No anchor has a valid signature");
		}
		return new Verdict(0, "verdict: intact" + limit(pinned, leaves, notSealed));
	}

	/** Rows under no signature are a larger gap than leaves that only the log signed. */
	private static String limit(long pinned, long leaves, long notSealed) {
		if (notSealed > 0) {
			return ", " + notSealed + " rows not sealed";
		}
		if (pinned == 0) {
			return ", tail not pinned";
		}
		return (pinned < leaves) ? ", pinned to leaf " + pinned + " of " + leaves : "";
	}

}
