package rootpassword.evidence.seal;

import java.util.List;
import java.util.Optional;

import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.JdbcOperations;
import org.springframework.transaction.support.TransactionOperations;
import rootpassword.evidence.note.Checkpoint;
import rootpassword.evidence.note.SignedNote;
import rootpassword.evidence.tree.Hash;
import rootpassword.evidence.tree.TiledTree;
import rootpassword.reset.LedgerUnavailableException;

/**
 * Finds the newest checkpoint that a witness has not cosigned, and makes proofs that one
 * tree continues another.
 */
public final class Cosignatures {

	private final TransactionOperations transactions;

	private final Checkpoints checkpoints;

	private final SealedLeaves leaves;

	private final String origin;

	public Cosignatures(JdbcOperations jdbc, TransactionOperations transactions, String origin) {
		this.transactions = transactions;
		this.checkpoints = new Checkpoints(jdbc);
		this.leaves = new SealedLeaves(jdbc);
		this.origin = origin;
	}

	/** The newest checkpoint; empty if there is none of this origin. */
	public Optional<SignedNote> newest() {
		return this.transactions.execute((status) -> ownNewest());
	}

	/** The newest checkpoint, unless this witness has cosigned it. */
	public Optional<SignedNote> missing(String witness) {
		return this.transactions.execute((status) -> ownNewest()
			.filter((note) -> !this.checkpoints.isCosigned(Checkpoint.parse(note.text()).size(), witness)));
	}

	private Optional<SignedNote> ownNewest() {
		return this.checkpoints.newest().filter((note) -> Checkpoint.parse(note.text()).origin().equals(this.origin));
	}

	/** The size of the largest tree that this witness has cosigned, or 0. */
	public long cosignedSize(String witness) {
		return this.transactions.execute((status) -> this.checkpoints.cosignedSize(witness));
	}

	/** The proof that the tree of one size begins with all leaves of a smaller one. */
	public List<Hash> consistencyProof(long oldSize, long size) {
		return this.transactions.execute((status) -> new TiledTree(this.leaves, size).consistencyProof(oldSize));
	}

	/** The number of leaves. */
	public long size() {
		return this.transactions.execute((status) -> this.leaves.size());
	}

	/** Whether the tree begins with the tree of a checkpoint. */
	public boolean contains(Checkpoint known) {
		return this.transactions.execute((status) -> known.size() <= this.leaves.size()
				&& new TiledTree(this.leaves, known.size()).root().equals(known.root()));
	}

	/** Stores the signature line of a witness, and returns the checkpoint with all. */
	public SignedNote add(SignedNote checkpoint, String witness, String line) {
		long size = Checkpoint.parse(checkpoint.text()).size();
		try {
			this.transactions.execute((status) -> {
				this.checkpoints.addCosignature(size, witness, line);
				return line;
			});
		}
		catch (LedgerUnavailableException ex) {
			// Another replica may have stored one at the same time
			if (!(ex.getCause() instanceof DuplicateKeyException)) {
				throw ex;
			}
		}
		return this.transactions.execute((status) -> this.checkpoints.cosigned(checkpoint));
	}

}
