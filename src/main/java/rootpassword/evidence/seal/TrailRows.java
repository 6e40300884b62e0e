package rootpassword.evidence.seal;

import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcOperations;
import rootpassword.evidence.row.CanonicalRow;
import rootpassword.reset.AttemptId;
import rootpassword.reset.evidence.SealedRow;

/** Reads rows of the trail. */
record TrailRows(JdbcOperations jdbc) {

	/** The maximum number of leaves that are read at once. */
	static final int BLOCK = 4096;

	/** Reading this number of other rows costs less than another query. */
	private static final long GAP = 500;

	private static final String UNSEALED = """
			select t.* from trail t left join seal_leaf l on l.trail_seq = t.seq
			where l.trail_seq is null or l.idx < 0 or l.idx >= ? order by t.seq""";

	/** The leaves from one index up to another one, but at most a block of them. */
	List<Leaf> leaves(long from, long to) {
		List<Leaf> leaves = this.jdbc
			.query("select idx, trail_seq, hash from seal_leaf where idx >= ? and idx < ? order by idx limit " + BLOCK,
					(row, number) -> new Leaf(row.getLong(1), row.getLong(2),
							Base64.getEncoder()
								.encodeToString(Objects.requireNonNullElse(row.getBytes(3), new byte[0])),
							List.of()),
					from, to);
		Map<Long, List<StoredRow>> rows = read(leaves.stream().map(Leaf::seq).sorted().toList());
		return leaves.stream().map((leaf) -> leaf.with(rows.getOrDefault(leaf.seq, List.of()))).toList();
	}

	/**
	 * The rows with these numbers, as far as they exist. Numbers that lie close together
	 * are read as one range, which is fast also in a table of many partitions. Only
	 * within a partition is a number unique.
	 */
	private Map<Long, List<StoredRow>> read(List<Long> sorted) {
		Map<Long, List<StoredRow>> rows = new HashMap<>();
		int first = 0;
		for (int i = 1; i <= sorted.size(); i++) {
			if (i == sorted.size() || sorted.get(i) - sorted.get(i - 1) > GAP) {
				this.jdbc
					.query("select * from trail where seq >= ? and seq <= ? order by seq",
							(row, number) -> StoredRow.read(row), sorted.get(first), sorted.get(i - 1))
					.forEach((row) -> rows.computeIfAbsent(row.seq(), (seq) -> new ArrayList<>(1)).add(row));
				first = i;
			}
		}
		return rows;
	}

	/** The rows of an attempt without replays, of which there can be any number. */
	List<CanonicalRow> of(AttemptId attempt) {
		return this.jdbc.query(
				"select * from trail where attempt_id = ? and event in "
						+ "('opened', 'settled', 'reconciled', 'login-checked') order by seq",
				(row, number) -> StoredRow.canonical(row), attempt.value());
	}

	/** Passes on the rows without a leaf below this size. */
	void unsealed(long size, Consumer<StoredRow> consumer) {
		this.jdbc.query(UNSEALED, (row) -> {
			consumer.accept(StoredRow.read(row));
		}, size);
	}

	/**
	 * A leaf, its stored hash in base64 (of any length), and all rows that have its
	 * number: the row that fits the leaf is first.
	 */
	record Leaf(long index, long seq, String hash, List<StoredRow> rows) {

		private Leaf with(List<StoredRow> found) {
			return new Leaf(this.index, this.seq, this.hash,
					found.stream().sorted(Comparator.comparing((row) -> !fits(row))).toList());
		}

		private boolean fits(StoredRow row) {
			return row.canonical() != null && row.canonical().leafHash().base64().equals(this.hash);
		}

		@Nullable StoredRow own() {
			return this.rows.isEmpty() ? null : this.rows.getFirst();
		}

		/** A row without canonical form counts as missing. */
		SealedRow sealed() {
			CanonicalRow row = (own() != null) ? own().canonical() : null;
			return new SealedRow(this.index, this.hash, this.seq, (row != null) ? row.json() : null,
					(row != null) ? row.values() : Map.of());
		}

	}

}
