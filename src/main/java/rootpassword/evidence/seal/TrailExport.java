package rootpassword.evidence.seal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;

import org.springframework.jdbc.core.JdbcTemplate;
import rootpassword.evidence.note.Checkpoint;
import rootpassword.evidence.row.CanonicalRow;
import rootpassword.evidence.seal.SealTables.StoredNote;
import rootpassword.evidence.seal.TrailRows.Leaf;
import rootpassword.evidence.seal.TrailRows.StoredRow;
import rootpassword.evidence.tree.Hash;

/**
 * Writes the trail with leaves and checkpoints as JSON lines, in constant memory.
 * {@code docs/EVIDENCE.md} describes them. A row that the service never wrote is exported
 * as it is, because the verifier must see it.
 */
public final class TrailExport {

	private static final int MAX_NOTE = 100_000;

	private final SealTables tables;

	private final TrailRows rows;

	private final Writer out;

	private final BiConsumer<Long, Long> progress;

	private long leaves;

	private long unsealed;

	private long checkpoints;

	/**
	 * @param jdbc in one transaction, which sees nothing that is committed later
	 * @param progress gets the number of written leaves, and the number of all leaves
	 */
	public TrailExport(JdbcTemplate jdbc, Writer out, BiConsumer<Long, Long> progress) {
		jdbc.setFetchSize(TrailRows.BLOCK);
		this.tables = new SealTables(jdbc);
		this.rows = new TrailRows(jdbc);
		this.out = out;
		this.progress = progress;
	}

	/**
	 * Writes everything from this index on.
	 * @param configuredOrigin the origin if the newest checkpoint has none
	 * @throws IllegalArgumentException if there is no checkpoint over that index
	 */
	public Written write(long from, String configuredOrigin) throws IOException {
		long size = this.tables.signedSize();
		if (from > size) {
			throw new IllegalArgumentException("--from-index must be from 0 to " + size);
		}
		String origin = newestOrigin(configuredOrigin);
		line("{\"export\":2,\"origin\":" + CanonicalRow.quoted(origin) + ",\"from\":" + from + ",\"size\":" + size
				+ "}");
		if (from > 0) {
			line("{\"frontier\":" + frontier(from).stream()
				.map((hash) -> "\"" + hash.base64() + "\"")
				.collect(Collectors.joining(",", "[", "]")) + "}");
		}
		// A range has the checkpoints beyond its start, which cover a part of it, and
		// always the newest one
		long noted = (from == 0) ? Long.MIN_VALUE : Math.min(from, size - 1);
		long next = from;
		for (List<Leaf> block = this.rows.leaves(next, size); !block.isEmpty(); block = this.rows.leaves(next, size)) {
			next = block.getLast().index() + 1;
			Deque<StoredNote> notes = new ArrayDeque<>(this.tables.notes(noted, next, origin));
			for (Leaf leaf : block) {
				writeUpTo(leaf.index(), notes);
				write(leaf);
			}
			writeUpTo(next, notes);
			noted = next;
			this.progress.accept(next - from, size - from);
		}
		writeUpTo(Long.MAX_VALUE, new ArrayDeque<>(this.tables.notes(noted, Long.MAX_VALUE, origin)));
		this.rows.unsealed(size, this::writeUnsealed);
		line("{\"end\":true,\"leaves\":" + this.leaves + ",\"unsealed\":" + this.unsealed + ",\"checkpoints\":"
				+ this.checkpoints + ",\"exportedAt\":" + ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now())
				+ "}");
		return new Written(this.leaves, this.unsealed);
	}

	private String newestOrigin(String otherwise) {
		try {
			return this.tables.newest().map((note) -> Checkpoint.parse(note.text()).origin()).orElse(otherwise);
		}
		catch (IllegalArgumentException ex) {
			return otherwise;
		}
	}

	/**
	 * The roots of the complete subtrees before this index. If a node or leaf is missing
	 * or is not a hash, one hash that fits nothing, so that the verifier reports it.
	 */
	private List<Hash> frontier(long from) {
		try {
			return this.tables.tree(from).frontier();
		}
		catch (IllegalArgumentException | IllegalStateException ex) {
			return List.of(Hash.of(new byte[Hash.LENGTH]));
		}
	}

	/**
	 * Writes a leaf with its row. Further rows with the same number follow it as
	 * unsealed.
	 */
	private void write(Leaf leaf) {
		List<StoredRow> rows = leaf.rows();
		line((rows.isEmpty() || rows.getFirst().canonical() != null) ? leaf.sealed().line()
				: "{\"index\":" + leaf.index() + ",\"hash\":\"" + leaf.hash() + "\",\"seq\":" + leaf.seq() + ","
						+ unreadable(rows.getFirst()) + "}");
		this.leaves++;
		rows.stream().skip(1).forEach(this::writeUnsealed);
	}

	private void writeUnsealed(StoredRow row) {
		line("{" + ((row.canonical() != null) ? "\"unsealed\":" + row.canonical().json() : unreadable(row)) + "}");
		this.unsealed++;
	}

	private static String unreadable(StoredRow row) {
		return "\"unreadable\":" + CanonicalRow.quoted(row.text());
	}

	private void writeUpTo(long size, Deque<StoredNote> notes) {
		while (!notes.isEmpty() && notes.getFirst().size() <= size) {
			String text = notes.removeFirst().text();
			line("{\"checkpoint\":" + CanonicalRow.quoted(text.substring(0, Math.min(text.length(), MAX_NOTE))) + "}");
			this.checkpoints++;
		}
	}

	private void line(String line) {
		try {
			this.out.write(line + "\n");
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/** The numbers of rows with and without a leaf. */
	public record Written(long sealed, long unsealed) {
	}

}
