package rootpassword.reset.evidence;

import java.util.List;

import rootpassword.reset.LedgerUnavailableException;

/**
 * The port that reads the audit trail in the order in which its rows were sealed. The
 * order has no gaps and never changes, although rows are committed in any order. Its
 * methods throw {@link LedgerUnavailableException} if the trail cannot be read.
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

}
