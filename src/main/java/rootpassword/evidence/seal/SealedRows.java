package rootpassword.evidence.seal;

import java.util.List;

import org.springframework.jdbc.core.JdbcOperations;
import org.springframework.transaction.support.TransactionOperations;
import rootpassword.reset.history.SealedRow;
import rootpassword.reset.history.SealedTrail;

/**
 * Reads rows by the index of their leaves.
 */
public final class SealedRows implements SealedTrail {

	private final TransactionOperations transactions;

	private final SealedLeaves leaves;

	private final TrailRows rows;

	private final String origin;

	public SealedRows(JdbcOperations jdbc, TransactionOperations transactions, String origin) {
		this.transactions = transactions;
		this.leaves = new SealedLeaves(jdbc);
		this.rows = new TrailRows(jdbc);
		this.origin = origin;
	}

	@Override
	public String origin() {
		return this.origin;
	}

	@Override
	public long size() {
		return this.transactions.execute((status) -> this.leaves.size());
	}

	@Override
	public List<SealedRow> read(long from, int limit) {
		return this.transactions.execute((status) -> this.rows.sealed(from, from + limit));
	}

}
