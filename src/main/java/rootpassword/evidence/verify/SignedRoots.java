package rootpassword.evidence.verify;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import rootpassword.evidence.note.VerifierKey;
import rootpassword.evidence.tree.TreeAccumulator;
import rootpassword.evidence.verify.Keys.Signed;

/**
 * Compares signed roots of one kind with the tree while it grows. To verify a signature
 * takes long, so only those are verified that decide something: the newest one of each
 * key, and the first one of those that differ.
 */
final class SignedRoots {

	/** Where the newest signatures are false, older ones are tried. */
	private static final int REMEMBERED = 100;

	/** As findings call them. */
	private final String name;

	private final Keys keys;

	private final Findings findings;

	/** The newest roots that agree and that name a key, newest first. */
	private final Map<VerifierKey, Deque<Signed>> agreed = new HashMap<>();

	/** The size of the newest root that agrees, or of the part before the export. */
	private long agreedSize;

	/** Whether a root differs, and no later one agrees. */
	private boolean differing;

	private long furtherDiffering;

	private long falseSignatures;

	SignedRoots(String name, Keys keys, Findings findings, long from) {
		this.name = name;
		this.keys = keys;
		this.findings = findings;
		this.agreedSize = from;
	}

	/** Compares a root with a tree of its size, or a smaller one that is complete. */
	boolean compare(Signed signed, TreeAccumulator tree) {
		if (signed.size() == tree.size() && signed.checkpoint().root().equals(tree.root())) {
			this.agreedSize = signed.size();
			this.differing = false;
			Stream.concat(this.keys.log().stream(), this.keys.witnesses().stream())
				.filter(signed.note()::names)
				.map((key) -> this.agreed.computeIfAbsent(key, (signer) -> new ArrayDeque<>()))
				.forEach((newest) -> {
					newest.addFirst(signed);
					if (newest.size() > REMEMBERED) {
						newest.removeLast();
					}
				});
			return true;
		}
		if (this.differing) {
			this.furtherDiffering++;
		}
		else if (this.keys.valid(signed)) {
			this.differing = true;
			this.findings.addTreeFinding("the " + this.name + " of size " + signed.size() + difference(signed, tree));
		}
		else {
			this.falseSignatures++;
		}
		return false;
	}

	private String difference(Signed signed, TreeAccumulator tree) {
		if (signed.size() > tree.size()) {
			return " is larger than the export, which ends at " + tree.size() + ": the tail is cut";
		}
		return " has another root than the export" + ((signed.size() > this.agreedSize)
				? ": look at leaves " + this.agreedSize + " to " + (signed.size() - 1) : "");
	}

	/** The largest size that one of these keys has signed and that agrees, or 0. */
	long covered(List<VerifierKey> signers) {
		long covered = 0;
		for (VerifierKey key : signers) {
			Deque<Signed> newest = this.agreed.getOrDefault(key, new ArrayDeque<>());
			while (!newest.isEmpty() && !newest.getFirst().note().verifiedBy(key)) {
				newest.removeFirst();
				this.falseSignatures++;
			}
			covered = Math.max(covered, newest.isEmpty() ? 0 : newest.getFirst().size());
		}
		return covered;
	}

	/** Reports how many roots differ without a finding of their own. */
	void finish() {
		if (this.furtherDiffering > 0) {
			this.findings
				.addTreeFinding("the next " + this.furtherDiffering + " of the " + this.name + "s differ, too");
		}
	}

	/** The number of signatures that were verified and are false. */
	long falseSignatures() {
		return this.falseSignatures;
	}

}
