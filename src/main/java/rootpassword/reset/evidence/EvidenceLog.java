package rootpassword.reset.evidence;

import java.util.List;
import java.util.Optional;

import rootpassword.reset.AttemptId;
import rootpassword.reset.LedgerUnavailableException;

/**
 * The port that reads the evidence about the audit trail. Its methods throw
 * {@link LedgerUnavailableException} if it cannot be read.
 */
public interface EvidenceLog {

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
