package rootpassword.reset.evidence;

import java.util.List;
import java.util.Optional;

import rootpassword.reset.AttemptId;
import rootpassword.reset.LedgerUnavailableException;

/**
 * The port that reads the audit trail in the order in which its rows were sealed, and the
 * proofs about it. The order has no gaps and never changes, although rows are committed
 * in any order. All methods throw {@link LedgerUnavailableException} if the trail cannot
 * be read.
 */
public interface SealedTrail {

	/** The name of the log, the first line of its checkpoints. */
	String origin();

	long size();

	/**
	 * The sealed rows from this index on, without a gap.
	 * @param limit the maximum number of rows
	 */
	List<SealedRow> read(long from, int limit);

	/** The newest signed checkpoint, a C2SP signed note; empty before the first one. */
	Optional<String> checkpoint();

	/** The C2SP verifier keys of the log; the key that signs now comes first. */
	List<String> verifierKeys();

	/**
	 * The rows about the opening and the outcomes of an attempt, in order; empty until
	 * each of them is sealed.
	 */
	List<ProvenRow> proof(AttemptId attempt);

	/**
	 * A row of the audit trail, and the proof that it is sealed.
	 *
	 * @param row in canonical form
	 * @param proof a C2SP tlog-proof
	 */
	record ProvenRow(String row, String proof) {
	}

}
