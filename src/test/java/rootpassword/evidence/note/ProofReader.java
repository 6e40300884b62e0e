package rootpassword.evidence.note;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import rootpassword.evidence.tree.Hash;
import rootpassword.evidence.tree.Proofs;

/**
 * Reads and verifies proofs, which the service only writes.
 */
public final class ProofReader {

	private static final Pattern TEXT = Pattern.compile(
			"c2sp\\.org/tlog-proof@v1\nindex (0|[1-9][0-9]{0,18})\n((?:[A-Za-z0-9+/=]{44}\n){0,63})\n(.+)",
			Pattern.DOTALL);

	/** The parts of a proof. */
	public record Proof(long index, List<Hash> hashes, SignedNote checkpoint) {

		@Override
		public String toString() {
			return this.checkpoint.tlogProof(this.index, this.hashes);
		}

	}

	private ProofReader() {
	}

	/**
	 * Reads a proof.
	 * @throws IllegalArgumentException if {@link SignedNote#tlogProof} would write it
	 * differently
	 */
	public static Proof parse(String text) {
		Matcher parts = TEXT.matcher(text);
		if (!parts.matches()) {
			throw new IllegalArgumentException("The text is not a c2sp.org/tlog-proof@v1");
		}
		return new Proof(Long.parseLong(parts.group(1)), parts.group(2).lines().map(Hash::parse).toList(),
				SignedNote.parse(parts.group(3)));
	}

	/** Whether the log of this key has the leaf. */
	public static boolean proves(Proof proof, Hash leaf, VerifierKey log) {
		Checkpoint state = Checkpoint.parse(proof.checkpoint().text());
		return state.origin().equals(log.name()) && proof.checkpoint().verifiedBy(log)
				&& Proofs.verifyInclusion(leaf, proof.index(), state.size(), state.root(), proof.hashes());
	}

}
