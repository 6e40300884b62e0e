package rootpassword.evidence.seal;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

import org.springframework.jdbc.core.JdbcOperations;
import rootpassword.evidence.row.CanonicalRow;

/**
 * Reads many rows of the trail.
 */
final class TrailRows {

	/** Reading so many rows in vain costs less than another query. */
	private static final long GAP = 500;

	private static final String UNSEALED = """
			select t.* from trail t left join seal_leaf l on l.trail_seq = t.seq
			where l.trail_seq is null or l.idx >= ? order by t.seq""";

	private final CanonicalRowMapper mapper = new CanonicalRowMapper();

	private final JdbcOperations jdbc;

	TrailRows(JdbcOperations jdbc) {
		this.jdbc = jdbc;
	}

	/**
	 * The rows with these numbers, as far as they exist. Numbers that lie close together
	 * are read as one range, which is fast in a table of many partitions, too.
	 */
	Map<Long, CanonicalRow> read(List<Long> numbers) {
		List<Long> sorted = numbers.stream().sorted().toList();
		Map<Long, CanonicalRow> rows = new HashMap<>();
		int first = 0;
		for (int i = 1; i <= sorted.size(); i++) {
			if (i == sorted.size() || sorted.get(i) - sorted.get(i - 1) > GAP) {
				this.jdbc
					.query("select * from trail where seq >= ? and seq <= ? order by seq", this.mapper,
							sorted.get(first), sorted.get(i - 1))
					.forEach((row) -> rows.put(row.seq(), row));
				first = i;
			}
		}
		return rows;
	}

	/** Passes on the rows without a leaf below this size, and returns their number. */
	long unsealed(long size, Consumer<CanonicalRow> consumer) {
		AtomicLong count = new AtomicLong();
		this.jdbc.query(UNSEALED, (row) -> {
			consumer.accept(this.mapper.mapRow(row, 0));
			count.incrementAndGet();
		}, size);
		return count.get();
	}

}
