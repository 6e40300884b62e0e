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
import rootpassword.evidence.verify.ExportLine.Content;

/**
 * Parses lines of an export, each of which has one form only.
 */
final class ExportLines {

	private static final int BEGIN = 60;

	private final CheckpointCheck check;

	ExportLines(CheckpointCheck check) {
		this.check = check;
	}

	ExportLine parse(byte[] block, int start, int end) {
		try {
			JsonCursor cursor = new JsonCursor(block, start, end);
			ExportLine line = parse(cursor, block, end);
			cursor.end();
			return line;
		}
		catch (IllegalArgumentException ex) {
			int shown = Math.min(end - start, BEGIN);
			return new ExportLine.Unreadable(
					new String(block, start, shown, StandardCharsets.US_ASCII).replaceAll("\\p{Cntrl}", "?"));
		}
	}

	private ExportLine parse(JsonCursor cursor, byte[] block, int end) {
		if (cursor.skip("{\"index\":")) {
			return leaf(cursor, block, end);
		}
		if (cursor.skip("{\"checkpoint\":")) {
			ExportLine line = new ExportLine.Signed(this.check.check(cursor.string()));
			cursor.expect("}");
			return line;
		}
		if (cursor.skip("{\"unsealed\":")) {
			return new ExportLine.Unsealed(content(cursor, block, end));
		}
		if (cursor.skip("{\"frontier\":[")) {
			return frontier(cursor);
		}
		return cursor.skip("{\"export\":1,\"origin\":") ? header(cursor) : end(cursor);
	}

	private static ExportLine leaf(JsonCursor cursor, byte[] block, int end) {
		long index = cursor.integer();
		cursor.expect(",\"hash\":");
		Hash hash = Hash.parse(cursor.string());
		Content row = cursor.skip(",\"row\":") ? content(cursor, block, end) : null;
		Long seq = (row == null && cursor.skip(",\"seq\":")) ? cursor.integer() : null;
		if (row == null) {
			cursor.expect("}");
		}
		return new ExportLine.Leaf(index, hash, seq, row);
	}

	/** The rest of the line up to its last brace is hashed as it is. */
	private static Content content(JsonCursor cursor, byte[] block, int end) {
		byte[] bytes = Arrays.copyOfRange(block, cursor.position(), Math.max(cursor.position(), end - 1));
		cursor.moveTo(end - 1);
		cursor.expect("}");
		return new Content(Rfc6962.leaf(bytes), row(bytes));
	}

	private static @Nullable CanonicalRow row(byte[] bytes) {
		try {
			return CanonicalRow.parse(bytes);
		}
		catch (IllegalArgumentException ex) {
			return null;
		}
	}

	private static ExportLine frontier(JsonCursor cursor) {
		List<Hash> roots = new ArrayList<>();
		do {
			roots.add(Hash.parse(cursor.string()));
		}
		while (cursor.skip(','));
		cursor.expect("]}");
		return new ExportLine.Frontier(roots);
	}

	private static ExportLine header(JsonCursor cursor) {
		String origin = cursor.string();
		cursor.expect(",\"from\":");
		long from = cursor.integer();
		cursor.expect(",\"size\":");
		long size = cursor.integer();
		cursor.expect("}");
		return new ExportLine.Header(origin, from, size);
	}

	private static ExportLine end(JsonCursor cursor) {
		cursor.expect("{\"end\":true,\"leaves\":");
		long leaves = cursor.integer();
		cursor.expect(",\"unsealed\":");
		long unsealed = cursor.integer();
		cursor.expect(",\"checkpoints\":");
		long checkpoints = cursor.integer();
		cursor.expect(",\"exportedAt\":");
		long exportedAt = cursor.integer();
		cursor.expect("}");
		return new ExportLine.End(leaves, unsealed, checkpoints, exportedAt);
	}

}
