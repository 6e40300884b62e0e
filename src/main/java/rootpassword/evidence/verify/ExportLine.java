package rootpassword.evidence.verify;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import org.jspecify.annotations.Nullable;
import rootpassword.evidence.row.CanonicalRow;
import rootpassword.evidence.row.JsonCursor;
import rootpassword.evidence.tree.Hash;
import rootpassword.evidence.tree.Rfc6962;

/**
 * One line of an export, which has one form only: docs/EVIDENCE.md describes it.
 */
sealed interface ExportLine {

	int SHOWN = 100;

	/** The first line. */
	record Header(String origin, long from, long size) implements ExportLine {
	}

	/** The subtrees left of the first leaf. */
	record Frontier(List<Hash> roots) implements ExportLine {
	}

	/**
	 * A leaf; without {@code hash} if the text is not a hash, perhaps without its row.
	 */
	record Leaf(long index, @Nullable Hash hash, @Nullable Long seq, @Nullable Content row) implements ExportLine {
	}

	/** A row without a leaf. */
	record Unsealed(Content row) implements ExportLine {
	}

	/** A signed note, as the database has it. */
	record Checkpoint(String note) implements ExportLine {
	}

	/** The last line. */
	record End(long leaves, long unsealed, long checkpoints, long exportedAt) implements ExportLine {

		@Override
		public String toString() {
			return this.leaves + " leaves, " + this.unsealed + " rows without a leaf, " + this.checkpoints
					+ " checkpoints";
		}

	}

	/** A line that is none of these. */
	record Unreadable(String begin) implements ExportLine {
	}

	/** A row: {@code row} is {@code null} if it is not canonical, but only text. */
	record Content(@Nullable Hash hash, @Nullable CanonicalRow row, String text) {

		boolean fits(Leaf leaf) {
			return this.hash != null && this.hash.equals(leaf.hash());
		}

	}

	/** The current line. */
	static ExportLine parse(LineReader lines) {
		try {
			JsonCursor cursor = new JsonCursor(lines.buffer(), lines.start(), lines.end());
			ExportLine line = parse(cursor, lines);
			cursor.end();
			return line;
		}
		catch (IllegalArgumentException ex) {
			return new Unreadable(begin(lines.buffer(), lines.start(), lines.end()));
		}
	}

	/** The index of the leaf in the current line, or -1 if it is another line. */
	static long index(LineReader lines) {
		JsonCursor cursor = new JsonCursor(lines.buffer(), lines.start(), lines.end());
		try {
			return cursor.skip("{\"index\":") ? cursor.integer() : -1;
		}
		catch (IllegalArgumentException ex) {
			return -1;
		}
	}

	private static ExportLine parse(JsonCursor cursor, LineReader lines) {
		if (cursor.skip("{\"index\":")) {
			return leaf(cursor, lines);
		}
		if (cursor.skip("{\"unsealed\":")) {
			return new Unsealed(content(cursor, lines));
		}
		ExportLine line;
		if (cursor.skip("{\"checkpoint\":")) {
			line = new Checkpoint(cursor.string());
		}
		else if (cursor.skip("{\"unreadable\":")) {
			line = new Unsealed(new Content(null, null, cursor.string()));
		}
		else if (cursor.skip("{\"frontier\":[")) {
			List<Hash> roots = new ArrayList<>();
			do {
				roots.add(Hash.parse(cursor.string()));
			}
			while (cursor.skip(','));
			cursor.expect("]");
			line = new Frontier(roots);
		}
		else if (cursor.skip("{\"export\":2,\"origin\":")) {
			line = new Header(cursor.string(), number(cursor, "from"), number(cursor, "size"));
		}
		else {
			cursor.expect("{\"end\":true");
			line = new End(number(cursor, "leaves"), number(cursor, "unsealed"), number(cursor, "checkpoints"),
					number(cursor, "exportedAt"));
		}
		cursor.expect("}");
		return line;
	}

	private static ExportLine leaf(JsonCursor cursor, LineReader lines) {
		long index = cursor.integer();
		cursor.expect(",\"hash\":");
		Hash hash = hash(cursor.string());
		if (cursor.skip(",\"row\":")) {
			return new Leaf(index, hash, null, content(cursor, lines));
		}
		Long seq = cursor.skip(",\"seq\":") ? cursor.integer() : null;
		Content row = cursor.skip(",\"unreadable\":") ? new Content(null, null, cursor.string()) : null;
		cursor.expect("}");
		return new Leaf(index, hash, seq, row);
	}

	private static @Nullable Hash hash(String base64) {
		try {
			return Hash.parse(base64);
		}
		catch (IllegalArgumentException ex) {
			return null;
		}
	}

	/** The rest of the line up to its last brace is hashed as it is. */
	private static Content content(JsonCursor cursor, LineReader lines) {
		int end = Math.max(cursor.position(), lines.end() - 1);
		byte[] bytes = Arrays.copyOfRange(lines.buffer(), cursor.position(), end);
		cursor.moveTo(end);
		cursor.expect("}");
		try {
			return new Content(Rfc6962.leaf(bytes), CanonicalRow.parse(bytes), "");
		}
		catch (IllegalArgumentException ex) {
			return new Content(Rfc6962.leaf(bytes), null, begin(bytes, 0, bytes.length));
		}
	}

	private static long number(JsonCursor cursor, String key) {
		cursor.expect(",\"" + key + "\":");
		return cursor.integer();
	}

	private static String begin(byte[] bytes, int start, int end) {
		return new String(bytes, start, Math.min(end - start, SHOWN), StandardCharsets.UTF_8);
	}

}
