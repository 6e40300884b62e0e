package rootpassword.evidence.seal;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcOperations;
import rootpassword.evidence.row.CanonicalRow;
import rootpassword.evidence.tree.Hash;
import rootpassword.reset.history.SealedRow;

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
	 * The rows with a leaf from one index up to another one, in the order of the leaves.
	 */
	List<SealedRow> sealed(long from, long to) {
		List<Leaf> leaves = this.jdbc.query(
				"select idx, trail_seq, hash from seal_leaf where idx >= ? and idx < ? order by idx",
				(row, number) -> new Leaf(row.getLong(1), row.getLong(2), Hash.of(row.getBytes(3))), from, to);
		Map<Long, CanonicalRow> rows = read(leaves.stream().map(Leaf::seq).toList());
		return leaves.stream().map((leaf) -> sealed(leaf, rows.get(leaf.seq))).toList();
	}

	private static SealedRow sealed(Leaf leaf, @Nullable CanonicalRow row) {
		return new SealedRow(leaf.index, leaf.hash.base64(), leaf.seq, (row != null) ? row.json() : null,
				(row != null) ? row.values() : Map.of());
	}

	/**
	 * The rows with these numbers, as far as they exist. Numbers that lie close together
	 * are read as one range, which is fast in a table of many partitions, too.
	 */
	private Map<Long, CanonicalRow> read(List<Long> numbers) {
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

	private record Leaf(long index, long seq, Hash hash) {
	}

}
