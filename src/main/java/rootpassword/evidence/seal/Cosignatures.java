package rootpassword.evidence.seal;

import java.util.List;
import java.util.Optional;

import org.springframework.jdbc.core.JdbcOperations;
import rootpassword.evidence.note.Checkpoint;
import rootpassword.evidence.note.SignedNote;
import rootpassword.evidence.tree.Hash;
import rootpassword.evidence.tree.TiledTree;

/**
 * Finds the newest checkpoint that a witness has not cosigned, and makes proofs that one
 * tree continues another.
 */
public final class Cosignatures {

	private final SealTransactions transactions;

	private final Checkpoints checkpoints;

	private final SealedLeaves leaves;

	public Cosignatures(JdbcOperations jdbc, SealTransactions transactions) {
		this.transactions = transactions;
		this.checkpoints = new Checkpoints(jdbc);
		this.leaves = new SealedLeaves(jdbc);
	}

	/** The newest checkpoint; empty if there is none, or this witness has cosigned it. */
	public Optional<SignedNote> missing(String witness) {
		return this.transactions.run(() -> this.checkpoints.newest()
			.filter((note) -> !this.checkpoints.isCosigned(Checkpoint.parse(note.text()).size(), witness)));
	}

	/** The size of the largest tree that this witness has cosigned, or 0. */
	public long cosignedSize(String witness) {
		return this.transactions.run(() -> this.checkpoints.cosignedSize(witness));
	}

	/** The proof that the tree of one size begins with all leaves of a smaller one. */
	public List<Hash> consistencyProof(long oldSize, long size) {
		return this.transactions.run(() -> new TiledTree(this.leaves, size).consistencyProof(oldSize));
	}

	/** Stores the signature line of a witness. */
	public void add(long size, String witness, String line) {
		this.transactions.run(() -> {
			this.checkpoints.addCosignature(size, witness, line);
			return line;
		});
	}

}
