package rootpassword.evidence.seal;

import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;

import org.springframework.jdbc.core.JdbcOperations;
import org.springframework.jdbc.core.simple.JdbcClient;
import rootpassword.evidence.note.Checkpoint;
import rootpassword.evidence.note.SignedNote;
import rootpassword.evidence.row.CanonicalRow;
import rootpassword.evidence.tree.Hash;
import rootpassword.evidence.tree.TiledTree;
import rootpassword.evidence.tree.TiledTree.Tiles;
import rootpassword.evidence.tree.TreeAccumulator;

/**
 * The tables of the evidence. Beside the leaves there are the roots of complete subtrees,
 * so that a root or a proof reads few hashes.
 */
final class SealTables implements Tiles {

	private static final int TILE = 256;

	private static final String NOTES = """
			select c.size, c.note || coalesce((select string_agg(s.line || chr(10), '' order by s.witness)
				from seal_cosignature s where s.size = c.size), '')
			from seal_checkpoint c
			where (position(chr(10) in c.note) = 0 or position(? in c.note) = 1) and c.size > ? and c.size <= ?
			order by c.size, c.note""";

	private final JdbcClient jdbc;

	SealTables(JdbcOperations jdbc) {
		this.jdbc = JdbcClient.create(jdbc);
	}

	long size() {
		return number("select coalesce(max(idx), -1) + 1 from seal_leaf");
	}

	/** The highest {@code seq} of a sealed row, or 0. */
	long highestSeq() {
		return number("select coalesce(max(trail_seq), 0) from seal_leaf");
	}

	/** The index of the leaf of a row; empty if the row is not sealed. */
	Optional<Long> index(long seq) {
		return this.jdbc.sql("select idx from seal_leaf where trail_seq = ?").param(seq).query(Long.class).optional();
	}

	TiledTree tree(long size) {
		return new TiledTree(this, size);
	}

	/** Whether the tree begins with the tree of a checkpoint. */
	boolean contains(Checkpoint checkpoint) {
		return checkpoint.size() <= size() && tree(checkpoint.size()).root().equals(checkpoint.root());
	}

	@Override
	public List<Hash> read(int level, long from, int count) {
		String table = (level == 0) ? "seal_leaf where" : "seal_node where level = " + level + " and";
		return this.jdbc.sql("select hash from " + table + " idx >= ? and idx < ? order by idx")
			.params(from, from + count)
			.query((row, number) -> Hash.of(row.getBytes(1)))
			.list();
	}

	/** Appends a leaf for each row, and the roots of the subtrees that they complete. */
	void append(List<CanonicalRow> rows) {
		if (rows.isEmpty()) {
			return;
		}
		long size = size();
		long grown = size + rows.size();
		// One statement for any number of rows
		this.jdbc.sql("""
				insert into seal_leaf (idx, trail_seq, hash) select * from unnest(
					cast(? as bigint array), cast(? as bigint array), cast(? as bytea array))""")
			.param(LongStream.range(size, grown).boxed().toArray(Long[]::new))
			.param(rows.stream().map(CanonicalRow::seq).toArray(Long[]::new))
			.param(rows.stream().map((row) -> row.leafHash().bytes()).toArray(byte[][]::new))
			.update();
		int level = 1;
		for (long width = TILE; size / width < grown / width; width *= TILE) {
			for (long index = size / width; index < grown / width; index++) {
				TreeAccumulator subtree = new TreeAccumulator();
				read(level - 1, index * TILE, TILE).forEach(subtree::add);
				this.jdbc.sql("insert into seal_node (level, idx, hash) values (?, ?, ?)")
					.params(level, index, subtree.root().bytes())
					.update();
			}
			level++;
		}
	}

	/** The number of leaves under the newest checkpoint, or 0. */
	long signedSize() {
		return number("select coalesce(max(size), 0) from seal_checkpoint");
	}

	/** The checkpoint with the most leaves, without cosignatures. */
	Optional<SignedNote> newest() {
		return note("select note from seal_checkpoint order by size desc limit 1");
	}

	/**
	 * The newest checkpoint that a witness has cosigned, without cosignatures; empty if
	 * it is a minute older than the newest one of all.
	 */
	Optional<SignedNote> newestCosigned() {
		return note("""
				select note from seal_checkpoint where size = (select max(size) from seal_cosignature) and sealed_at >=
					(select sealed_at from seal_checkpoint order by size desc limit 1) - interval '1' minute""");
	}

	/** The checkpoint with all its cosignatures. */
	SignedNote cosigned(SignedNote checkpoint) {
		return this.jdbc.sql("select line from seal_cosignature where size = ? order by witness")
			.param(Checkpoint.parse(checkpoint.text()).size())
			.query(String.class)
			.list()
			.stream()
			.reduce(checkpoint, SignedNote::with, (first, second) -> second);
	}

	/**
	 * The checkpoints of one range of sizes, in order. Those of another origin are left
	 * out, because they are of the log before a restore, and auditors have them.
	 */
	List<StoredNote> notes(long above, long upTo, String origin) {
		return this.jdbc.sql(NOTES)
			.params(origin + "\n", above, upTo)
			.query((row, number) -> new StoredNote(row.getLong(1), row.getString(2)))
			.list();
	}

	void add(long size, SignedNote checkpoint) {
		this.jdbc.sql("insert into seal_checkpoint (size, note) values (?, ?)")
			.params(size, checkpoint.toString())
			.update();
	}

	/** The size of the largest checkpoint that a witness has cosigned, or 0. */
	long cosignedSize(String witness) {
		return number("select coalesce(max(size), 0) from seal_cosignature where witness = ?", witness);
	}

	/** Adds the signature line of a witness, unless there is one. */
	void addCosignature(long size, String witness, String line) {
		if (number("select count(*) from seal_cosignature where size = ? and witness = ?", size, witness) == 0) {
			this.jdbc.sql("insert into seal_cosignature (size, witness, line) values (?, ?, ?)")
				.params(size, witness, line)
				.update();
		}
	}

	private long number(String sql, Object... parameters) {
		return this.jdbc.sql(sql).params(parameters).query(Long.class).single();
	}

	private Optional<SignedNote> note(String sql) {
		return this.jdbc.sql(sql).query(String.class).optional().map(SignedNote::parse);
	}

	/** A checkpoint with its cosignatures, as the database has it. */
	record StoredNote(long size, String text) {
	}

}
