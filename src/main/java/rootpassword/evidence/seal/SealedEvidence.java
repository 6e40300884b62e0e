package rootpassword.evidence.seal;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Supplier;
import java.util.stream.Stream;

import org.springframework.jdbc.core.JdbcOperations;
import org.springframework.transaction.support.TransactionOperations;
import rootpassword.evidence.note.Checkpoint;
import rootpassword.evidence.note.SignedNote;
import rootpassword.evidence.note.TlogProof;
import rootpassword.evidence.row.CanonicalRow;
import rootpassword.evidence.tree.TiledTree;
import rootpassword.reset.AttemptId;
import rootpassword.reset.history.EvidenceLog;
import rootpassword.reset.history.ProvenRow;

/**
 * Reads checkpoints and makes proofs from the tables that {@link Sealer} writes.
 */
public final class SealedEvidence implements EvidenceLog {

	private final TransactionOperations transactions;

	private final JdbcOperations jdbc;

	private final SealedLeaves leaves;

	private final Checkpoints checkpoints;

	private final List<String> verifierKeys;

	public SealedEvidence(JdbcOperations jdbc, TransactionOperations transactions, List<String> verifierKeys) {
		this.transactions = transactions;
		this.jdbc = jdbc;
		this.leaves = new SealedLeaves(jdbc);
		this.checkpoints = new Checkpoints(jdbc);
		this.verifierKeys = List.copyOf(verifierKeys);
	}

	@Override
	public Optional<String> checkpoint() {
		return this.transactions.execute((status) -> checkpoints().findFirst()).map(SignedNote::toString);
	}

	@Override
	public List<String> verifierKeys() {
		return this.verifierKeys;
	}

	@Override
	public List<ProvenRow> proof(AttemptId attempt) {
		return this.transactions.execute((status) -> checkpoints().map((checkpoint) -> proof(attempt, checkpoint))
			.filter((rows) -> !rows.isEmpty())
			.findFirst()
			.orElse(List.of()));
	}

	/** The newest one that is cosigned, which proves more, and the newest of all. */
	private Stream<SignedNote> checkpoints() {
		return Stream.of(this.checkpoints::newestCosigned, (Supplier<Optional<SignedNote>>) this.checkpoints::newest)
			.flatMap((checkpoint) -> checkpoint.get().stream())
			.map(this.checkpoints::cosigned);
	}

	private List<ProvenRow> proof(AttemptId attempt, SignedNote checkpoint) {
		long size = Checkpoint.parse(checkpoint.text()).size();
		TiledTree tree = new TiledTree(this.leaves, size);
		List<ProvenRow> proven = new ArrayList<>();
		for (CanonicalRow row : rows(attempt)) {
			OptionalLong index = this.leaves.index(row.seq());
			if (index.isEmpty() || index.getAsLong() >= size) {
				return List.of();
			}
			TlogProof proof = new TlogProof(index.getAsLong(), tree.inclusionProof(index.getAsLong()), checkpoint);
			proven.add(new ProvenRow(row.json(), proof.toString()));
		}
		return proven;
	}

	/** Without replays, of which there can be any number. */
	private List<CanonicalRow> rows(AttemptId attempt) {
		return this.jdbc.query(
				"select * from trail where attempt_id = ? and event in "
						+ "('opened', 'settled', 'reconciled', 'login-checked') order by seq",
				new CanonicalRowMapper(), attempt.value());
	}

}
