package rootpassword.evidence.seal;

import java.sql.PreparedStatement;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.LongStream;

import org.springframework.jdbc.core.JdbcOperations;
import rootpassword.evidence.row.CanonicalRow;
import rootpassword.evidence.tree.Hash;
import rootpassword.evidence.tree.TiledTree.Tiles;
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
		long from = size();
		long to = from + rows.size();
		insert("insert into seal_leaf (idx, trail_seq, hash)", range(from, to),
				rows.stream().map(CanonicalRow::seq).toArray(Long[]::new),
				rows.stream().map((row) -> row.leafHash().bytes()).toArray(byte[][]::new));
		for (int level = 1; from / TILE < to / TILE; level++) {
			from /= TILE;
			to /= TILE;
			insert("insert into seal_node (level, idx, hash)", filled(level, to - from), range(from, to),
					subtrees(level, from, to));
		}
	}

	/** One statement for any number of rows; both databases read arrays. */
	private void insert(String into, Long[] first, Long[] second, byte[][] hashes) {
		if (hashes.length > 0) {
			this.jdbc.update((connection) -> {
				PreparedStatement insert = connection.prepareStatement(into + " select * from unnest("
						+ "cast(? as bigint array), cast(? as bigint array), cast(? as bytea array))");
				insert.setArray(1, connection.createArrayOf("bigint", first));
				insert.setArray(2, connection.createArrayOf("bigint", second));
				insert.setArray(3, connection.createArrayOf("bytea", hashes));
				return insert;
			});
		}
	}

	private byte[][] subtrees(int level, long from, long to) {
		return LongStream.range(from, to).mapToObj((index) -> {
			TreeAccumulator subtree = new TreeAccumulator();
			read(level - 1, index * TILE, TILE).forEach(subtree::add);
			return subtree.root().bytes();
		}).toArray(byte[][]::new);
	}

	private static Long[] range(long from, long to) {
		return LongStream.range(from, to).boxed().toArray(Long[]::new);
	}

	private static Long[] filled(long value, long count) {
		return LongStream.generate(() -> value).limit(count).boxed().toArray(Long[]::new);
	}

	private long number(String sql) {
		Long number = this.jdbc.queryForObject(sql, Long.class);
		return (number != null) ? number : 0;
	}

}
