package rootpassword.web.evidence;

import java.util.List;

import rootpassword.reset.history.ProvenRow;

/**
 * The sealed rows of an attempt with their proofs.
 */
record ProofResponse(String attemptId, List<ProvenRow> rows) {
}
