package rootpassword.evidence.seal;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.JdbcOperations;
import rootpassword.evidence.row.CanonicalRow;

/**
 * Finds rows of the trail that have no leaf. Transactions commit in another order than
 * their rows are numbered, so a row can appear below rows that are sealed already. Each
 * look searches above all sealed rows, among the last ones, and in one part of the rest,
 * which moves on with each look. So a look costs the same with ten million rows, and no
 * row is missed for ever. While nothing is written most looks are skipped: hardly a
 * transaction can still be under way below the sealed rows.
 */
final class UnsealedRows {

	private static final Logger logger = LoggerFactory.getLogger(UnsealedRows.class);

	/** More rows than are written while a transaction of this service lasts. */
	static final int RECENT = 10_000;

	private static final int PART = 10_000;

	/** After so many looks in a row without a row, looks are skipped. */
	static final int MAX_FRUITLESS = 5;

	/** At most so many looks in a row are skipped, and none if there are new rows. */
	static final int MAX_SKIPPED = 14;

	/** The subquery needs the index only, not the rows. */
	private static final String MISSING = """
			select * from trail where seq in (
				select seq from trail t where t.seq > ? and t.seq <= ? and not exists (
					select 1 from seal_leaf l where l.trail_seq = t.seq and l.trail_seq > ? and l.trail_seq <= ?)
				order by seq limit ?)
			order by seq""";

	/** More rows without a canonical form are not remembered. */
	private static final int MAX_UNSEALABLE = 1000;

	private final CanonicalRowMapper mapper = new CanonicalRowMapper();

	private final Set<Long> unsealable = new HashSet<>();

	private final JdbcOperations jdbc;

	/** Everything at and below has been searched since the last turn-around. */
	private long searched;

	private long highestSealed;

	private int fruitless;

	private int skipped;

	UnsealedRows(JdbcOperations jdbc) {
		this.jdbc = jdbc;
	}

	/** Whether a look may find rows; otherwise skip it. */
	boolean mayExist() {
		if (this.fruitless < MAX_FRUITLESS || this.skipped == MAX_SKIPPED || existAbove(this.highestSealed)) {
			return true;
		}
		this.skipped++;
		return false;
	}

	/** At most so many rows: late ones first, and then the new ones in order. */
	List<CanonicalRow> find(long highestSealed, int limit) {
		this.highestSealed = highestSealed;
		List<CanonicalRow> rows = late(highestSealed, limit);
		rows.addAll(
				query("select * from trail where seq > ? order by seq limit ?", highestSealed, limit - rows.size()));
		this.fruitless = rows.isEmpty() ? this.fruitless + 1 : 0;
		this.skipped = 0;
		return rows;
	}

	/** Whether a look of this replica has ever found a row without a canonical form. */
	boolean hasUnsealable() {
		return !this.unsealable.isEmpty();
	}

	private boolean existAbove(long seq) {
		return Boolean.TRUE
			.equals(this.jdbc.queryForObject("select exists (select 1 from trail where seq > ?)", Boolean.class, seq));
	}

	private List<CanonicalRow> late(long highestSealed, int limit) {
		long recent = Math.max(0, highestSealed - RECENT);
		long part = Math.min(recent, this.searched + PART);
		List<CanonicalRow> rows = new ArrayList<>(missing(Math.min(this.searched, part), part, limit));
		if (rows.size() < limit) {
			this.searched = (part == recent) ? 0 : part;
		}
		rows.addAll(missing(recent, highestSealed, limit - rows.size()));
		return rows;
	}

	private List<CanonicalRow> missing(long above, long upTo, int limit) {
		return (above < upTo && limit > 0) ? query(MISSING, above, upTo, above, upTo, limit) : List.of();
	}

	/** This service writes no row without a canonical form. The others go on. */
	private List<CanonicalRow> query(String sql, Object... arguments) {
		List<CanonicalRow> rows = new ArrayList<>();
		this.jdbc.query(sql, (row) -> {
			try {
				rows.add(this.mapper.mapRow(row, 0));
			}
			catch (IllegalArgumentException | ArithmeticException ex) {
				long seq = row.getLong("seq");
				if (this.unsealable.size() < MAX_UNSEALABLE && this.unsealable.add(seq)) {
					logger.error("Row {} of the trail can never be sealed: {}", seq, ex.getMessage());
				}
			}
		}, arguments);
		return rows;
	}

}
