package rootpassword.evidence.seal;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;

import org.springframework.jdbc.core.JdbcOperations;
import org.springframework.transaction.support.TransactionOperations;
import rootpassword.evidence.note.Checkpoint;
import rootpassword.evidence.note.SignedNote;
import rootpassword.evidence.note.VerifierKey;
import rootpassword.evidence.row.CanonicalRow;
import rootpassword.evidence.seal.TrailRows.Leaf;
import rootpassword.evidence.tree.Hash;
import rootpassword.evidence.tree.TiledTree;
import rootpassword.reset.AttemptId;
import rootpassword.reset.LedgerUnavailableException;
import rootpassword.reset.evidence.SealedRow;
import rootpassword.reset.evidence.SealedTrail;

/**
 * Reads what {@link Sealer} has sealed, makes proofs from it, and keeps the signatures of
 * witnesses. Each method has a transaction of its own.
 */
public final class SealedEvidence implements SealedTrail {

	private final TransactionOperations transactions;

	private final SealTables tables;

	private final TrailRows rows;

	/** At least one, named by the origin of the log. */
	private final List<VerifierKey> keys;

	public SealedEvidence(JdbcOperations jdbc, TransactionOperations transactions, List<VerifierKey> keys) {
		this.transactions = transactions;
		this.tables = new SealTables(jdbc);
		this.rows = new TrailRows(jdbc);
		this.keys = List.copyOf(keys);
	}

	@Override
	public Optional<String> checkpoint() {
		return run(() -> checkpoints().findFirst()).map(SignedNote::toString);
	}

	@Override
	public List<String> verifierKeys() {
		return this.keys.stream().map(VerifierKey::toString).toList();
	}

	@Override
	public List<ProvenRow> proof(AttemptId attempt) {
		return run(() -> checkpoints().map((checkpoint) -> proof(attempt, checkpoint))
			.filter((rows) -> !rows.isEmpty())
			.findFirst()
			.orElse(List.of()));
	}

	@Override
	public String origin() {
		return this.keys.getFirst().name();
	}

	@Override
	public long size() {
		return run(this.tables::size);
	}

	@Override
	public List<SealedRow> read(long from, int limit) {
		return run(() -> this.rows.leaves(from, from + limit)).stream().map(Leaf::sealed).toList();
	}

	/** The newest checkpoint, for a witness; empty if there is none of this origin. */
	public Optional<Newest> newest(String witness) {
		return run(() -> this.tables.newest()
			.filter((note) -> Checkpoint.parse(note.text()).origin().equals(origin()))
			.map((note) -> new Newest(note, Checkpoint.parse(note.text()).size(), this.tables.cosignedSize(witness))));
	}

	/** The proof that the tree of one size begins with all leaves of a smaller one. */
	public List<Hash> consistencyProof(long oldSize, long size) {
		return run(() -> this.tables.tree(size).consistencyProof(oldSize));
	}

	/** Whether the tree begins with the tree of a checkpoint. */
	public boolean contains(Checkpoint known) {
		return run(() -> this.tables.contains(known));
	}

	/**
	 * Stores the signature line of a witness, and returns the checkpoint with all.
	 * @throws LedgerUnavailableException also if another replica does this now
	 */
	public SignedNote addCosignature(Newest checkpoint, String witness, String line) {
		return run(() -> {
			this.tables.addCosignature(checkpoint.size, witness, line);
			return this.tables.cosigned(checkpoint.note);
		});
	}

	/** The newest one that is cosigned, which proves more, and the newest of all. */
	private Stream<SignedNote> checkpoints() {
		return Stream.concat(this.tables.newestCosigned().stream(), this.tables.newest().stream())
			.map(this.tables::cosigned);
	}

	private List<ProvenRow> proof(AttemptId attempt, SignedNote checkpoint) {
		long size = Checkpoint.parse(checkpoint.text()).size();
		TiledTree tree = this.tables.tree(size);
		List<ProvenRow> proven = new ArrayList<>();
		for (CanonicalRow row : this.rows.of(attempt)) {
			Optional<Long> index = this.tables.index(row.seq());
			if (index.isEmpty() || index.get() >= size) {
				return List.of();
			}
			String proof = checkpoint.tlogProof(index.get(), tree.inclusionProof(index.get()));
			proven.add(new ProvenRow(row.json(), proof));
		}
		return proven;
	}

	private <T> T run(Supplier<T> work) {
		return this.transactions.execute((status) -> work.get());
	}

	/**
	 * The newest checkpoint without cosignatures, the number of its leaves, and the size
	 * of the largest checkpoint that the witness has cosigned, or 0.
	 */
	public record Newest(SignedNote note, long size, long cosigned) {
	}

}
