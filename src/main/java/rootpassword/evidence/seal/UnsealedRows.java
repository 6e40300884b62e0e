package rootpassword.evidence.seal;

import java.util.ArrayList;
import java.util.List;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.JdbcOperations;
import rootpassword.evidence.row.CanonicalRow;

/**
 * Finds rows of the trail that have no leaf. Transactions commit in another order than
 * their rows are numbered, so a row can appear below rows that are sealed already. Each
 * look therefore searches three ranges: one part of the old rows, the last numbers up to
 * the highest sealed one, and all numbers above it. The next look searches the next part.
 * So a look costs the same with ten million rows, and a row that was committed hours late
 * is still found.
 */
final class UnsealedRows {

	private static final Logger logger = LoggerFactory.getLogger(UnsealedRows.class);

	/**
	 * More rows than can be written during the longest transaction of this service, so a
	 * late row of this service is always in this range.
	 */
	static final int RECENT = 10_000;

	private static final int PART = 10_000;

	/**
	 * After this number of looks that found nothing, looks without new rows are skipped,
	 * because a transaction with a number below the sealed rows has probably ended.
	 */
	static final int MAX_FRUITLESS = 5;

	/** Every 15th look is done all the same, because of late rows. */
	static final int FULL_LOOK = 15;

	/**
	 * The subquery needs only the index. The limits of l and of the outer trail help the
	 * planner only: without them it may read all rows from the first one on.
	 */
	private static final String UNSEALED = """
			select * from trail where seq > ? and seq <= ? and seq in (
				select seq from trail t where t.seq > ? and t.seq <= ? and not exists (
					select 1 from seal_leaf l where l.trail_seq = t.seq and l.trail_seq > ? and l.trail_seq <= ?)
				order by seq limit ?)
			order by seq""";

	private final JdbcOperations jdbc;

	/** The next part of the old rows begins above this number. */
	private long searched;

	private long highestSealed;

	/** The highest number of a row without a canonical form, or 0. */
	private long unsealable;

	/** Looks, done or skipped, since the last one that found a row. */
	private int fruitless;

	UnsealedRows(JdbcOperations jdbc) {
		this.jdbc = jdbc;
	}

	/** Counts a look, and returns whether it may find rows; otherwise skip it. */
	boolean beginLook() {
		this.fruitless++;
		return this.fruitless <= MAX_FRUITLESS || this.fruitless % FULL_LOOK == 0 || Boolean.TRUE.equals(this.jdbc
			.queryForObject("select exists (select 1 from trail where seq > ?)", Boolean.class, this.highestSealed));
	}

	/** Up to this number of rows: late ones first, and then the new ones in order. */
	List<CanonicalRow> find(long highestSealed, int limit) {
		long recent = Math.max(0, highestSealed - RECENT);
		long start = Math.min(this.searched, recent);
		long end = Math.min(recent, start + PART);
		List<CanonicalRow> rows = new ArrayList<>();
		search(start, end, limit, rows);
		if (rows.size() < limit) {
			this.searched = (end == recent) ? 0 : end;
		}
		search(recent, highestSealed, limit, rows);
		search(highestSealed, Long.MAX_VALUE, limit, rows);
		this.highestSealed = highestSealed;
		this.fruitless = rows.isEmpty() ? this.fruitless : 0;
		return rows;
	}

	/** Whether a look of this replica has ever found a row without a canonical form. */
	boolean hasUnsealable() {
		return this.unsealable > 0;
	}

	/** Leaves out rows without a canonical form, which this service never writes. */
	private void search(long above, long upTo, int limit, List<CanonicalRow> rows) {
		this.jdbc.query(UNSEALED, (row) -> {
			try {
				rows.add(TrailRows.canonical(row));
			}
			catch (IllegalArgumentException | ArithmeticException ex) {
				long seq = row.getLong("seq");
				if (seq > this.unsealable) {
					logger.error("Row {} of the trail can never be sealed: {}", seq, ex.getMessage());
					this.unsealable = seq;
				}
			}
		}, above, upTo, above, upTo, above, upTo, limit - rows.size());
	}

}
