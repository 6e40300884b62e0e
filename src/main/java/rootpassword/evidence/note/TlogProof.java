package rootpassword.evidence.note;

import java.util.List;
import java.util.stream.Collectors;

import rootpassword.evidence.tree.Hash;

/**
 * The proof that a log has a leaf: its string is a C2SP tlog-proof.
 *
 * @param hashes the inclusion proof, lowest sibling first
 */
public record TlogProof(long index, List<Hash> hashes, SignedNote checkpoint) {

	@Override
	public String toString() {
		return "c2sp.org/tlog-proof@v1\nindex " + this.index + "\n"
				+ this.hashes.stream().map((hash) -> hash.base64() + "\n").collect(Collectors.joining()) + "\n"
				+ this.checkpoint;
	}

}
