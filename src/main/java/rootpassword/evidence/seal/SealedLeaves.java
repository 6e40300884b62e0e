package rootpassword.evidence.seal;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

import org.springframework.jdbc.core.JdbcOperations;
import rootpassword.evidence.row.CanonicalRow;
import rootpassword.evidence.tree.Hash;
import rootpassword.evidence.tree.Tiles;
import rootpassword.evidence.tree.TreeAccumulator;

/**
 * The tables {@code seal_leaf} and {@code seal_node}: the leaves of the tree, and the
 * roots of its complete subtrees, so that a root or a proof reads few hashes.
 */
final class SealedLeaves implements Tiles {

	private static final int TILE = 256;

	private final JdbcOperations jdbc;

	SealedLeaves(JdbcOperations jdbc) {
		this.jdbc = jdbc;
	}

	/** The number of leaves. */
	long size() {
		return number("select coalesce(max(idx), -1) + 1 from seal_leaf");
	}

	/** The highest {@code seq} of a sealed row, or 0. */
	long highestSeq() {
		return number("select coalesce(max(trail_seq), 0) from seal_leaf");
	}

	/** The index of the leaf of a row; empty if the row is not sealed. */
	OptionalLong index(long seq) {
		return this.jdbc.queryForList("select idx from seal_leaf where trail_seq = ?", Long.class, seq)
			.stream()
			.mapToLong(Long::longValue)
			.findFirst();
	}

	@Override
	public List<Hash> read(int level, long from, int count) {
		String table = (level == 0) ? "seal_leaf where" : "seal_node where level = " + level + " and";
		return this.jdbc.query("select hash from " + table + " idx >= ? and idx < ? order by idx",
				(row, number) -> Hash.of(row.getBytes(1)), from, from + count);
	}

	/** Appends a leaf for each row, and the roots of the subtrees that they complete. */
	void append(List<CanonicalRow> rows) {
		long size = size();
		List<Object[]> leaves = new ArrayList<>();
		for (CanonicalRow row : rows) {
			leaves.add(new Object[] { size + leaves.size(), row.seq(), row.leafHash().bytes() });
		}
		this.jdbc.batchUpdate("insert into seal_leaf (idx, trail_seq, hash) values (?, ?, ?)", leaves);
		long from = size;
		long to = size + leaves.size();
		for (int level = 1; from / TILE < to / TILE; level++) {
			from /= TILE;
			to /= TILE;
			appendNodes(level, from, to);
		}
	}

	private void appendNodes(int level, long from, long to) {
		List<Object[]> nodes = new ArrayList<>();
		for (long index = from; index < to; index++) {
			TreeAccumulator subtree = new TreeAccumulator();
			read(level - 1, index * TILE, TILE).forEach(subtree::add);
			nodes.add(new Object[] { level, index, subtree.root().bytes() });
		}
		this.jdbc.batchUpdate("insert into seal_node (level, idx, hash) values (?, ?, ?)", nodes);
	}

	private long number(String sql) {
		Long number = this.jdbc.queryForObject(sql, Long.class);
		return (number != null) ? number : 0;
	}

}
