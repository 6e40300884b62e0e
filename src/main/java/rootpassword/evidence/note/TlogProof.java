package rootpassword.evidence.note;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import rootpassword.evidence.tree.Hash;
import rootpassword.evidence.tree.Proofs;

/**
 * The proof that a log has a leaf, in the form of C2SP tlog-proof. An {@code extra} line
 * is refused, because no log of this service writes it.
 *
 * @param index the index of the leaf
 * @param hashes its inclusion proof, lowest sibling first
 * @param checkpoint the signed checkpoint of the tree
 */
public record TlogProof(long index, List<Hash> hashes, SignedNote checkpoint) {

	private static final Pattern TEXT = Pattern.compile(
			"c2sp\\.org/tlog-proof@v1\nindex (0|[1-9][0-9]{0,18})\n((?:[A-Za-z0-9+/=]{44}\n){0,63})\n(.+)",
			Pattern.DOTALL);

	public TlogProof {
		hashes = List.copyOf(hashes);
	}

	/**
	 * Reads a proof.
	 * @throws IllegalArgumentException if {@link #toString} would write it differently
	 */
	public static TlogProof parse(String text) {
		Matcher parts = TEXT.matcher(text);
		if (!parts.matches()) {
			throw new IllegalArgumentException("The text is no c2sp.org/tlog-proof@v1");
		}
		return new TlogProof(Long.parseLong(parts.group(1)), parts.group(2).lines().map(Hash::parse).toList(),
				SignedNote.parse(parts.group(3)));
	}

	/**
	 * Whether the log of this key has the leaf.
	 * @throws IllegalArgumentException if the note is no checkpoint
	 */
	public boolean proves(Hash leaf, VerifierKey log) {
		Checkpoint state = Checkpoint.parse(this.checkpoint.text());
		return state.origin().equals(log.name()) && this.checkpoint.verifiedBy(log)
				&& Proofs.verifyInclusion(leaf, this.index, state.size(), state.root(), this.hashes);
	}

	@Override
	public String toString() {
		return "c2sp.org/tlog-proof@v1\nindex " + this.index + "\n"
				+ this.hashes.stream().map((hash) -> hash.base64() + "\n").collect(Collectors.joining()) + "\n"
				+ this.checkpoint;
	}

}
