package rootpassword.evidence.seal;

import java.util.List;
import java.util.Optional;

import org.springframework.jdbc.core.JdbcOperations;
import org.springframework.transaction.support.TransactionOperations;
import rootpassword.evidence.note.Checkpoint;
import rootpassword.evidence.note.SignedNote;
import rootpassword.evidence.tree.Hash;
import rootpassword.reset.LedgerUnavailableException;

/** What anchors read from the ledger, and the signatures of witnesses that they add. */
public final class Cosignatures {

	private final TransactionOperations transactions;

	private final SealTables tables;

	private final String origin;

	public Cosignatures(JdbcOperations jdbc, TransactionOperations transactions, String origin) {
		this.transactions = transactions;
		this.tables = new SealTables(jdbc);
		this.origin = origin;
	}

	/** The newest checkpoint; empty if there is none of this origin. */
	public Optional<Newest> newest(String witness) {
		return this.transactions.execute((status) -> this.tables.newest().flatMap((note) -> {
			Checkpoint checkpoint = Checkpoint.parse(note.text());
			return checkpoint.origin().equals(this.origin)
					? Optional.of(new Newest(note, checkpoint.size(), this.tables.cosignedSize(witness)))
					: Optional.empty();
		}));
	}

	/** The proof that the tree of one size begins with all leaves of a smaller one. */
	public List<Hash> consistencyProof(long oldSize, long size) {
		return this.transactions.execute((status) -> this.tables.tree(size).consistencyProof(oldSize));
	}

	public long size() {
		return this.transactions.execute((status) -> this.tables.size());
	}

	/** Whether the tree begins with the tree of a checkpoint. */
	public boolean contains(Checkpoint known) {
		return this.transactions.execute((status) -> this.tables.contains(known));
	}

	/**
	 * Stores the signature line of a witness, and returns the checkpoint with all.
	 * @throws LedgerUnavailableException also if another replica does this now
	 */
	public SignedNote add(Newest checkpoint, String witness, String line) {
		return this.transactions.execute((status) -> {
			this.tables.addCosignature(checkpoint.size, witness, line);
			return this.tables.cosigned(checkpoint.note);
		});
	}

	/**
	 * The newest checkpoint without cosignatures, the number of its leaves, and the size
	 * of the largest checkpoint that the witness has cosigned, or 0.
	 */
	public record Newest(SignedNote note, long size, long cosigned) {
	}

}
