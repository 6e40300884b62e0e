package rootpassword.evidence.seal;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;
import rootpassword.evidence.row.CanonicalRow;
import rootpassword.evidence.tree.StrictBase64;
import rootpassword.reset.history.SealedRow;

import org.springframework.jdbc.core.JdbcOperations;

/**
 * Reads many rows of the trail.
 */
final class TrailRows {

	/** The maximum number of leaves that are read at once. */
	static final int BLOCK = 4096;

	/** Reading so many rows in vain costs less than another query. */
	private static final long GAP = 500;

	private static final String UNSEALED = """
			select t.* from trail t left join seal_leaf l on l.trail_seq = t.seq
			where l.trail_seq is null or l.idx < 0 or l.idx >= ? order by t.seq""";

	private final JdbcOperations jdbc;

	TrailRows(JdbcOperations jdbc) {
		this.jdbc = jdbc;
	}

	/**
	 * The rows with a leaf from one index up to another one, in the order of the leaves,
	 * but at most a block of them. A row without canonical form counts as missing.
	 */
	List<SealedRow> sealed(long from, long to) {
		return leaves(from, to).stream().map((leaf) -> {
			AnyRow own = leaf.own();
			CanonicalRow row = (own != null) ? own.canonical() : null;
			return new SealedRow(leaf.index, leaf.hash, leaf.seq, (row != null) ? row.json() : null,
					(row != null) ? row.values() : Map.of());
		}).toList();
	}

	/** The leaves from one index up to another one, but at most a block of them. */
	List<Leaf> leaves(long from, long to) {
		List<Leaf> leaves = this.jdbc.query(
				"select idx, trail_seq, hash from seal_leaf where idx >= ? and idx < ? order by idx limit " + BLOCK,
				(row, number) -> new Leaf(row.getLong(1), row.getLong(2),
						StrictBase64.encode(Objects.requireNonNullElse(row.getBytes(3), new byte[0])),
						new ArrayList<>()),
				from, to);
		Map<Long, List<AnyRow>> rows = read(leaves.stream().map(Leaf::seq).toList());
		leaves.forEach((leaf) -> leaf.add(rows.getOrDefault(leaf.seq, List.of())));
		return leaves;
	}

	/**
	 * The rows with these numbers, as far as they exist. Numbers that lie close together
	 * are read as one range, which is fast in a table of many partitions, too. Only
	 * within a partition is a number unique.
	 */
	private Map<Long, List<AnyRow>> read(List<Long> numbers) {
		List<Long> sorted = numbers.stream().sorted().toList();
		Map<Long, List<AnyRow>> rows = new HashMap<>();
		int first = 0;
		for (int i = 1; i <= sorted.size(); i++) {
			if (i == sorted.size() || sorted.get(i) - sorted.get(i - 1) > GAP) {
				this.jdbc
					.query("select * from trail where seq >= ? and seq <= ? order by seq",
							(row, number) -> AnyRow.read(row), sorted.get(first), sorted.get(i - 1))
					.forEach((row) -> rows.computeIfAbsent(row.seq(), (seq) -> new ArrayList<>(1)).add(row));
				first = i;
			}
		}
		return rows;
	}

	/** Passes on the rows without a leaf below this size, and returns their number. */
	long unsealed(long size, Consumer<AnyRow> consumer) {
		AtomicLong count = new AtomicLong();
		this.jdbc.query(UNSEALED, (row) -> {
			consumer.accept(AnyRow.read(row));
			count.incrementAndGet();
		}, size);
		return count.get();
	}

	/**
	 * A leaf, its stored hash in base64 (of any length), and all rows that have its
	 * number: the row that fits the leaf is first.
	 */
	record Leaf(long index, long seq, String hash, List<AnyRow> rows) {

		private void add(List<AnyRow> found) {
			this.rows.addAll(found);
			if (found.size() > 1) {
				this.rows.sort(Comparator.comparing((AnyRow row) -> row.canonical() == null
						|| !row.canonical().leafHash().base64().equals(this.hash)));
			}
		}

		@Nullable AnyRow own() {
			return this.rows.isEmpty() ? null : this.rows.getFirst();
		}

	}

}
