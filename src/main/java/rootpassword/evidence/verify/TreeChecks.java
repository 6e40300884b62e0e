package rootpassword.evidence.verify;

import java.io.IOException;
import java.util.List;

import org.jspecify.annotations.Nullable;
import rootpassword.evidence.note.VerifierKey;
import rootpassword.evidence.tree.TreeAccumulator;
import rootpassword.evidence.verify.ExportLine.Frontier;
import rootpassword.evidence.verify.ExportLine.Header;
import rootpassword.evidence.verify.ExportLine.Leaf;
import rootpassword.evidence.verify.Keys.Signed;
import rootpassword.evidence.verify.Verification.Verdict;

/**
 * Builds the tree, compares checkpoints and anchors with it, and says what they cover.
 */
final class TreeChecks {

	private final Findings findings;

	private final Keys keys;

	private final SignedRoots checkpoints;

	private final SignedRoots anchored;

	private final AnchorFiles anchors;

	private @Nullable Signed nextAnchor;

	/** The leaves so far; {@code null} after a gap: then no root can be computed. */
	private @Nullable TreeAccumulator tree;

	private final long from;

	private long next;

	TreeChecks(Audit audit, Header header, Keys keys, Findings findings) throws IOException, UnusableException {
		this.findings = findings;
		this.keys = keys;
		this.from = header.from();
		this.next = this.from;
		this.checkpoints = new SignedRoots("checkpoint", keys, findings, this.from);
		this.anchored = new SignedRoots("anchor", keys, findings, this.from);
		this.anchors = new AnchorFiles(audit.anchors(), keys, AnchorFiles.CAPACITY);
		this.nextAnchor = this.anchors.next();
		if (this.from > audit.from()) {
			findings.addTreeFinding("the export begins at leaf " + this.from + ", not at leaf " + audit.from()
					+ ": verify a range with --from-index");
		}
		if (this.from == 0) {
			compareAnchors(new TreeAccumulator());
		}
	}

	/** The index of the next leaf. */
	long next() {
		return this.next;
	}

	/** A tree of n leaves has one complete subtree for each 1 among the bits of n. */
	void begin(Frontier frontier) throws IOException, UnusableException {
		if (this.tree != null || this.next != this.from || Long.bitCount(this.from) != frontier.roots().size()) {
			giveUpTree("the frontier does not fit the first leaf " + this.from);
		}
		else {
			compareAnchors(new TreeAccumulator(this.from, frontier.roots()));
		}
	}

	void checkIndex(long index) {
		if (index != this.next) {
			giveUpTree((index > this.next) ? "leaves " + this.next + " to " + (index - 1) + " are not in the export"
					: "leaf " + index + " comes after leaf " + (this.next - 1));
		}
		this.next = index + 1;
	}

	void add(Leaf leaf) throws IOException, UnusableException {
		if (leaf.hash() == null) {
			giveUpTree("the hash of leaf " + leaf.index() + " is not a hash");
		}
		else if (this.tree != null) {
			this.tree.add(leaf.hash());
			compareAnchors(this.tree);
		}
	}

	private void giveUpTree(String finding) {
		this.findings.addTreeFinding(finding + "; later roots cannot be compared");
		this.tree = null;
	}

	/** Compares a checkpoint, and returns whether it agrees with all leaves so far. */
	boolean compareCheckpoint(String note) {
		Signed signed = this.keys.parse(note);
		if (signed == null) {
			this.findings
				.addTreeFinding("the checkpoint behind leaf " + (this.next - 1) + " is not signed by the log: " + note);
		}
		else if (this.keys.known(signed) && this.tree != null) {
			if (signed.size() >= this.next) {
				return this.checkpoints.compare(signed, this.tree);
			}
			this.findings
				.addTreeFinding("the checkpoint of size " + signed.size() + " comes after leaf " + (this.next - 1));
		}
		return false;
	}

	/** Compares the anchors of the size that the tree has now. */
	private void compareAnchors(TreeAccumulator grown) throws IOException, UnusableException {
		this.tree = grown;
		while (this.nextAnchor != null && this.nextAnchor.size() <= grown.size()) {
			if (this.nextAnchor.size() == grown.size()) {
				this.anchored.compare(this.nextAnchor, grown);
			}
			this.nextAnchor = this.anchors.next();
		}
	}

	/** Compares the anchors that are larger than the complete tree. */
	void compareRemainingAnchors() throws IOException, UnusableException {
		if (this.tree == null) {
			this.findings.addTreeFinding("no root was compared after the last gap, or without a frontier");
			return;
		}
		for (; this.nextAnchor != null; this.nextAnchor = this.anchors.next()) {
			this.anchored.compare(this.nextAnchor, this.tree);
		}
	}

	/**
	 * The verdict.
	 * @param notSigned the number of rows under no signature
	 * @param summary for counts, which are not findings
	 */
	Verdict verdict(long notSigned, PrintedLines summary) throws UnusableException {
		this.checkpoints.finish();
		this.anchored.finish();
		long signed = this.checkpoints.covered(this.keys.log());
		long pinned = this.anchored.covered(this.keys.log());
		for (VerifierKey witness : this.keys.witnesses()) {
			List<VerifierKey> signer = List.of(witness);
			long cosigned = Math.max(this.checkpoints.covered(signer), this.anchored.covered(signer));
			pinned = Math.max(pinned, cosigned);
			this.findings.state(
					"witness " + witness.name() + " has cosigned " + cosigned + " of " + this.next + " leaves",
					cosigned == 0);
		}
		if (this.checkpoints.falseSignatures() > 0) {
			this.findings.addTreeFinding(this.checkpoints.falseSignatures() + " checkpoints have a false signature");
		}
		boolean tampered = this.findings.finish();
		summary.print("Of " + this.next + " leaves " + signed + " are under a signature, and " + pinned
				+ " under an anchor or a cosignature. Rows not sealed: " + notSigned
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
		// Rows under no signature are a larger gap than leaves that only the log signed
		return new Verdict(0,
				"verdict: intact"
						+ ((notSigned > 0) ? ", " + notSigned + " rows not sealed" : (pinned == 0) ? ", tail not pinned"
								: (pinned < this.next) ? ", pinned to leaf " + pinned + " of " + this.next : ""));
	}

}
