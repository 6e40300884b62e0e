package rootpassword.evidence.seal;

import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Types;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcOperations;
import rootpassword.evidence.row.CanonicalRow;
import rootpassword.reset.AttemptId;
import rootpassword.reset.evidence.SealedRow;

/** Reads rows of the trail. A row that the service never wrote does not stop it. */
record TrailRows(JdbcOperations jdbc) {

	/** The maximum number of leaves that are read at once. */
	static final int BLOCK = 4096;

	/** Reading this number of other rows costs less than another query. */
	private static final long GAP = 500;

	/** Far more than a row of the service has, and less than a line may have. */
	private static final int MAX_BYTES = 1 << 18;

	private static final int MAX_VALUE = 200;

	private static final int MAX_TEXT = 10_000;

	private static final String UNSEALED = """
			select t.* from trail t left join seal_leaf l on l.trail_seq = t.seq
			where l.trail_seq is null or l.idx < 0 or l.idx >= ? order by t.seq""";

	/** The leaves from one index up to another one, but at most a block of them. */
	List<Leaf> leaves(long from, long to) {
		Map<Long, List<StoredRow>> rows = new HashMap<>();
		List<Leaf> leaves = this.jdbc.query(
				"select idx, trail_seq, hash from seal_leaf where idx >= ? and idx < ? order by idx limit " + BLOCK,
				(row, number) -> new Leaf(row.getLong(1), row.getLong(2),
						Base64.getEncoder().encodeToString(Objects.requireNonNullElse(row.getBytes(3), new byte[0])),
						rows.computeIfAbsent(row.getLong(2), (seq) -> new ArrayList<>(1))),
				from, to);
		addRows(rows);
		leaves.forEach((leaf) -> leaf.rows.sort(Comparator.comparing((row) -> !row.fits(leaf.hash))));
		return leaves;
	}

	/**
	 * Adds the rows with these numbers, as far as they exist. Numbers that lie close
	 * together are read as one range, which is fast also in a table of many partitions.
	 * Only within a partition is a number unique.
	 */
	private void addRows(Map<Long, List<StoredRow>> rows) {
		List<Long> numbers = rows.keySet().stream().sorted().toList();
		int first = 0;
		for (int i = 1; i <= numbers.size(); i++) {
			if (i == numbers.size() || numbers.get(i) - numbers.get(i - 1) > GAP) {
				this.jdbc
					.query("select * from trail where seq >= ? and seq <= ? order by seq",
							(row, number) -> StoredRow.read(row), numbers.get(first), numbers.get(i - 1))
					.forEach((row) -> rows.getOrDefault(row.seq, new ArrayList<>()).add(row));
				first = i;
			}
		}
	}

	/** The rows of an attempt without replays, of which there can be any number. */
	List<CanonicalRow> of(AttemptId attempt) {
		return this.jdbc.query(
				"select * from trail where attempt_id = ? and event in "
						+ "('opened', 'settled', 'reconciled', 'login-checked') order by seq",
				(row, number) -> canonical(row), attempt.value());
	}

	/** Passes on the rows without a leaf below this size. */
	void unsealed(long size, Consumer<StoredRow> consumer) {
		this.jdbc.query(UNSEALED, (row) -> {
			consumer.accept(StoredRow.read(row));
		}, size);
	}

	static CanonicalRow canonical(ResultSet row) throws SQLException {
		ResultSetMetaData columns = row.getMetaData();
		Map<String, @Nullable Object> values = new HashMap<>();
		for (int i = 1; i <= columns.getColumnCount(); i++) {
			values.put(columns.getColumnLabel(i).toLowerCase(Locale.ROOT), switch (columns.getColumnType(i)) {
				// PostgreSQL's driver gives this type also to columns with a time zone
				case Types.TIMESTAMP, Types.TIMESTAMP_WITH_TIMEZONE -> row.getObject(i, OffsetDateTime.class);
				default -> row.getObject(i);
			});
		}
		return new CanonicalRow(values);
	}

	/**
	 * A leaf, its stored hash in base64 (of any length), and all rows that have its
	 * number: the row that fits the leaf is first.
	 */
	record Leaf(long index, long seq, String hash, List<StoredRow> rows) {

		/** A row without canonical form counts as missing. */
		SealedRow sealed() {
			CanonicalRow row = this.rows.isEmpty() ? null : this.rows.getFirst().canonical;
			return new SealedRow(this.index, this.hash, this.seq, (row != null) ? row.json() : null,
					(row != null) ? row.values() : Map.of());
		}

	}

	/**
	 * A row as the database has it: in canonical form, or as text if it has none.
	 *
	 * @param text the start of its values, if it has no canonical form
	 */
	record StoredRow(long seq, @Nullable CanonicalRow canonical, String text) {

		private static StoredRow read(ResultSet row) throws SQLException {
			try {
				CanonicalRow canonical = TrailRows.canonical(row);
				if (canonical.bytes().length <= MAX_BYTES) {
					return new StoredRow(canonical.seq(), canonical, "");
				}
			}
			catch (IllegalArgumentException | SQLException ex) {
				// Read as text
			}
			StringBuilder text = new StringBuilder();
			for (int i = 1; i <= row.getMetaData().getColumnCount() && text.length() < MAX_TEXT; i++) {
				String value = row.getString(i);
				if (value != null) {
					text.append(start(row.getMetaData().getColumnLabel(i)) + "=" + start(value) + " ");
				}
			}
			return new StoredRow(row.getLong("seq"), null, text.toString().stripTrailing());
		}

		private static String start(String value) {
			return value.substring(0, Math.min(value.length(), MAX_VALUE));
		}

		private boolean fits(String hash) {
			return this.canonical != null && this.canonical.leafHash().base64().equals(hash);
		}

	}

}
