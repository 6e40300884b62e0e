package rootpassword.evidence.verify;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import rootpassword.evidence.note.VerifierKey;
import rootpassword.evidence.tree.TreeAccumulator;

/**
 * Compares signed roots of one kind with the tree while it grows. To verify a signature
 * takes long, so only those are verified that decide something: the newest one of each
 * key, and the first one of those that differ.
 */
final class SignedRoots {

	/** Where the newest signatures are false, older ones are tried. */
	private static final int REMEMBERED = 100;

	private final String name;

	private final Keys keys;

	private final Findings findings;

	/** The newest roots that agree and that a key claims to have signed, newest first. */
	private final Map<VerifierKey, Deque<Signed>> agreed = new HashMap<>();

	/** Everything below agrees, or is not in the export. */
	private long lastAgreed;

	private boolean agreeing = true;

	private long later;

	private long falseSignatures;

	/**
	 * Compares roots, called {@code name} in findings.
	 * @param from the first leaf of the export
	 */
	SignedRoots(String name, Keys keys, Findings findings, long from) {
		this.name = name;
		this.keys = keys;
		this.findings = findings;
		this.lastAgreed = from;
	}

	/** Compares a root with a tree of its size, or a smaller one that is complete. */
	boolean compare(Signed signed, TreeAccumulator tree) {
		if (signed.size() == tree.size() && signed.checkpoint().root().equals(tree.root())) {
			Stream.concat(this.keys.log().stream(), this.keys.witnesses().stream())
				.filter(signed.note()::claims)
				.forEach((key) -> remember(key, signed));
			this.lastAgreed = signed.size();
			this.agreeing = true;
			return true;
		}
		if (!this.agreeing) {
			this.later++;
		}
		else if (this.keys.valid(signed)) {
			this.agreeing = false;
			this.findings.tree(
					"the " + this.name + " of size " + signed.size()
							+ ((signed.size() > tree.size())
									? " is larger than the export, which ends at " + tree.size() + ": the tail is cut"
									: " has another root than the export" + ((signed.size() > this.lastAgreed)
											? ": look at leaves " + this.lastAgreed + " to " + (signed.size() - 1)
											: "")));
		}
		else {
			this.falseSignatures++;
		}
		return false;
	}

	private void remember(VerifierKey key, Signed signed) {
		Deque<Signed> newest = this.agreed.computeIfAbsent(key, (signer) -> new ArrayDeque<>());
		newest.addFirst(signed);
		if (newest.size() > REMEMBERED) {
			newest.removeLast();
		}
	}

	/** The largest size that one of these keys has signed and that agrees, or 0. */
	long covered(List<VerifierKey> signers) {
		return signers.stream().mapToLong(this::covered).max().orElse(0);
	}

	private long covered(VerifierKey key) {
		Deque<Signed> newest = this.agreed.getOrDefault(key, new ArrayDeque<>());
		while (!newest.isEmpty() && !newest.getFirst().note().verifiedBy(key)) {
			newest.removeFirst();
			this.falseSignatures++;
		}
		return newest.isEmpty() ? 0 : newest.getFirst().size();
	}

	/** Reports how many roots differ without a finding of their own. */
	void finish() {
		if (this.later > 0) {
			this.findings.tree("the next " + this.later + " of the " + this.name + "s differ, too");
		}
	}

	/** The number of signatures that were verified and are false. */
	long falseSignatures() {
		return this.falseSignatures;
	}

}
