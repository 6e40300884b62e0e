package rootpassword.evidence.seal;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

import org.springframework.jdbc.core.JdbcOperations;
import org.springframework.transaction.support.TransactionOperations;
import rootpassword.evidence.note.Checkpoint;
import rootpassword.evidence.note.SignedNote;
import rootpassword.evidence.note.VerifierKey;
import rootpassword.evidence.row.CanonicalRow;
import rootpassword.evidence.seal.TrailRows.Leaf;
import rootpassword.evidence.tree.TiledTree;
import rootpassword.reset.AttemptId;
import rootpassword.reset.evidence.EvidenceLog;
import rootpassword.reset.evidence.SealedRow;
import rootpassword.reset.evidence.SealedTrail;

/** Reads what {@link Sealer} has sealed, and makes proofs from it. */
public final class SealedEvidence implements EvidenceLog, SealedTrail {

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
		return this.transactions.execute((status) -> checkpoints().findFirst()).map(SignedNote::toString);
	}

	@Override
	public List<String> verifierKeys() {
		return this.keys.stream().map(VerifierKey::toString).toList();
	}

	@Override
	public List<ProvenRow> proof(AttemptId attempt) {
		return this.transactions.execute((status) -> checkpoints().map((checkpoint) -> proof(attempt, checkpoint))
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
		return this.transactions.execute((status) -> this.tables.size());
	}

	@Override
	public List<SealedRow> read(long from, int limit) {
		return this.transactions.execute((status) -> this.rows.leaves(from, from + limit))
			.stream()
			.map(Leaf::sealed)
			.toList();
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

}
