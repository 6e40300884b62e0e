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
 * look therefore searches one part of the old rows, the last sealed ones, and everything
 * above them; the next look searches the next part. So a look costs the same with ten
 * million rows, and a row that was committed hours late is still found.
 */
final class UnsealedRows {

	private static final Logger logger = LoggerFactory.getLogger(UnsealedRows.class);

	/** More rows than can be written during the longest transaction of this service. */
	static final int RECENT = 10_000;

	private static final int PART = 10_000;

	/**
	 * After this number of looks that found nothing, looks without new rows are skipped.
	 */
	static final int MAX_FRUITLESS = 5;

	/**
	 * Every look whose number this divides is done all the same, because of late rows.
	 */
	static final int FULL_LOOK = 15;

	/** The subquery needs only the index, not the rows. */
	private static final String UNSEALED = """
			select * from trail where seq in (
				select seq from trail t where t.seq > ? and t.seq <= ? and not exists (
					select 1 from seal_leaf l where l.trail_seq = t.seq and l.trail_seq > ? and l.trail_seq <= ?)
				order by seq limit ?)
			order by seq""";

	private final JdbcOperations jdbc;

	/** The old rows are searched up to this number, and next from there. */
	private long searched;

	private long highestSealed;

	/** The highest number of a row without a canonical form, or 0. */
	private long unsealable;

	/** Looks since the last one that found a row. */
	private int fruitless;

	UnsealedRows(JdbcOperations jdbc) {
		this.jdbc = jdbc;
	}

	/** Whether a look may find rows; otherwise skip it. */
	boolean mayExist() {
		// A transaction with a number below the sealed rows has probably ended by then
		boolean skip = this.fruitless >= MAX_FRUITLESS && this.fruitless % FULL_LOOK != 0 && !existAbove();
		this.fruitless += skip ? 1 : 0;
		return !skip;
	}

	/** Up to this number of rows: late ones first, and then the new ones in order. */
	List<CanonicalRow> find(long highestSealed, int limit) {
		long recent = Math.max(0, highestSealed - RECENT);
		long start = Math.min(this.searched, recent);
		long end = Math.min(recent, start + PART);
		List<CanonicalRow> rows = new ArrayList<>(search(start, end, limit));
		if (rows.size() < limit) {
			this.searched = (end == recent) ? 0 : end;
		}
		rows.addAll(search(recent, highestSealed, limit - rows.size()));
		rows.addAll(search(highestSealed, Long.MAX_VALUE, limit - rows.size()));
		this.highestSealed = highestSealed;
		this.fruitless = rows.isEmpty() ? this.fruitless + 1 : 0;
		return rows;
	}

	/** Whether a look of this replica has ever found a row without a canonical form. */
	boolean hasUnsealable() {
		return this.unsealable > 0;
	}

	private boolean existAbove() {
		return Boolean.TRUE.equals(this.jdbc.queryForObject("select exists (select 1 from trail where seq > ?)",
				Boolean.class, this.highestSealed));
	}

	/** Leaves out rows without a canonical form, which this service never writes. */
	private List<CanonicalRow> search(long above, long upTo, int limit) {
		List<CanonicalRow> rows = new ArrayList<>();
		if (above >= upTo || limit == 0) {
			return rows;
		}
		this.jdbc.query(UNSEALED, (row) -> {
			try {
				rows.add(StoredRow.canonical(row));
			}
			catch (IllegalArgumentException | ArithmeticException ex) {
				long seq = row.getLong("seq");
				if (seq > this.unsealable) {
					logger.error("Row {} of the trail can never be sealed: {}", seq, ex.getMessage());
					this.unsealable = seq;
				}
			}
		}, above, upTo, above, upTo, limit);
		return rows;
	}

}
