package rootpassword.reset.evidence;

import java.util.List;

import rootpassword.reset.LedgerUnavailableException;

/**
 * The port that reads the audit trail in the order in which its rows were sealed. The
 * order has no gaps and never changes, although rows are committed in any order.
 */
public interface SealedTrail {

	/** The name of the log, the first line of its checkpoints. */
	String origin();

	/**
	 * The number of sealed rows.
	 * @throws LedgerUnavailableException if it cannot be read
	 */
	long size();

	/**
	 * The sealed rows from this index on, without a gap.
	 * @param limit the maximum number of rows
	 * @throws LedgerUnavailableException if they cannot be read
	 */
	List<SealedRow> read(long from, int limit);

}
