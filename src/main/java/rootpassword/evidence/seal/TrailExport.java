package rootpassword.evidence.seal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;

import org.springframework.jdbc.core.JdbcTemplate;
import rootpassword.evidence.row.CanonicalRow;
import rootpassword.evidence.seal.TrailRows.Leaf;
import rootpassword.evidence.tree.Hash;
import rootpassword.evidence.tree.TiledTree;

/**
 * Writes the trail with leaves and checkpoints as JSON lines, which
 * {@code docs/EVIDENCE.md} describes. It reads in blocks, so it needs the same memory for
 * any number of rows. A row that the service never wrote is exported as it is, because
 * the verifier must see it.
 */
public final class TrailExport {

	private static final int MAX_NOTE = 100_000;

	private final JdbcTemplate jdbc;

	private final TrailRows rows;

	private final Writer out;

	private final BiConsumer<Long, Long> progress;

	private final Deque<Note> notes = new ArrayDeque<>();

	private String origin = "";

	private long readUpTo;

	private long leaves;

	private long unsealed;

	private long checkpoints;

	/**
	 * An export.
	 * @param jdbc on one connection in one transaction, which sees nothing that is
	 * committed later
	 * @param progress gets the number of written leaves, and the number of all leaves
	 */
	public TrailExport(JdbcTemplate jdbc, Writer out, BiConsumer<Long, Long> progress) {
		this.jdbc = jdbc;
		this.jdbc.setFetchSize(TrailRows.BLOCK);
		this.rows = new TrailRows(jdbc);
		this.out = out;
		this.progress = progress;
	}

	/**
	 * Writes everything from this index on.
	 * @param origin of the first line if the newest checkpoint has none
	 * @throws IllegalArgumentException if there is no checkpoint over that index
	 */
	public Written write(long from, String origin) throws IOException {
		long size = Objects
			.requireNonNull(this.jdbc.queryForObject("select coalesce(max(size), 0) from seal_checkpoint", Long.class));
		if (from < 0 || from > size) {
			throw new IllegalArgumentException("--from-index must be from 0 to " + size);
		}
		this.origin = new Checkpoints(this.jdbc).newestOrigin().orElse(origin);
		line("{\"export\":2,\"origin\":" + CanonicalRow.quoted(this.origin) + ",\"from\":" + from + ",\"size\":" + size
				+ "}");
		if (from > 0) {
			line("{\"frontier\":" + frontier(from).stream()
				.map((hash) -> "\"" + hash.base64() + "\"")
				.collect(Collectors.joining(",", "[", "]")) + "}");
		}
		// A range has only checkpoints that cover a part of it, or the newest one
		this.readUpTo = (from == 0) ? Long.MIN_VALUE : Math.min(from, size - 1);
		long next = from;
		for (List<Leaf> block = this.rows.leaves(next, size); !block.isEmpty(); block = this.rows.leaves(next, size)) {
			next = block.getLast().index() + 1;
			readNotes(next);
			block.forEach(this::write);
			this.progress.accept(next - from, size - from);
		}
		readNotes(Long.MAX_VALUE);
		writeNotes(Long.MAX_VALUE);
		this.rows.unsealed(size, this::writeUnsealed);
		line("{\"end\":true,\"leaves\":" + this.leaves + ",\"unsealed\":" + this.unsealed + ",\"checkpoints\":"
				+ this.checkpoints + ",\"exportedAt\":" + ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now())
				+ "}");
		return new Written(this.leaves, this.unsealed);
	}

	/** A hash that fits nothing, if a node or leaf is missing or is not a hash. */
	private List<Hash> frontier(long from) {
		try {
			return new TiledTree(new SealedLeaves(this.jdbc), from).frontier();
		}
		catch (IllegalArgumentException | IllegalStateException ex) {
			return List.of(Hash.of(new byte[Hash.LENGTH]));
		}
	}

	/** A row that fits no leaf follows the leaf that has its number. */
	private void write(Leaf leaf) {
		writeNotes(leaf.index());
		AnyRow own = leaf.own();
		String row = ",\"seq\":" + leaf.seq();
		if (own != null) {
			row = (own.canonical() != null) ? ",\"row\":" + own.canonical().json()
					: row + ",\"unreadable\":" + CanonicalRow.quoted(own.text());
		}
		line("{\"index\":" + leaf.index() + ",\"hash\":\"" + leaf.hash() + "\"" + row + "}");
		this.leaves++;
		leaf.rows().stream().skip(1).forEach(this::writeUnsealed);
	}

	private void writeUnsealed(AnyRow row) {
		line((row.canonical() != null) ? "{\"unsealed\":" + row.canonical().json() + "}"
				: "{\"unreadable\":" + CanonicalRow.quoted(row.text()) + "}");
		this.unsealed++;
	}

	/**
	 * Reads the next checkpoints up to a size, with cosignatures. Those of another origin
	 * are left out: it is that of the log before a restore, and auditors have them.
	 */
	private void readNotes(long upTo) {
		this.jdbc.query("""
				select c.size, c.note, s.line from seal_checkpoint c left join seal_cosignature s on s.size = c.size
				where c.size > ? and c.size <= ? order by c.size, c.note, s.witness""", (row) -> {
			String note = row.getString(2);
			if (note.indexOf('\n') >= 0 && !note.startsWith(this.origin + "\n")) {
				return;
			}
			Note last = this.notes.peekLast();
			if (last == null || last.size != row.getLong(1) || !last.note.equals(note)) {
				this.notes.add(new Note(row.getLong(1), note, new StringBuilder(note)));
			}
			if (row.getString(3) != null) {
				this.notes.getLast().text.append(row.getString(3)).append('\n');
			}
		}, this.readUpTo, upTo);
		this.readUpTo = upTo;
	}

	/** Writes the checkpoints that cover no leaf from this index on. */
	private void writeNotes(long size) {
		while (!this.notes.isEmpty() && this.notes.getFirst().size <= size) {
			StringBuilder text = this.notes.removeFirst().text;
			text.setLength(Math.min(text.length(), MAX_NOTE));
			line("{\"checkpoint\":" + CanonicalRow.quoted(text.toString()) + "}");
			this.checkpoints++;
		}
	}

	private void line(String line) {
		try {
			this.out.write(line);
			this.out.write('\n');
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * A checkpoint, and its text with the cosignatures so far.
	 */
	private record Note(long size, String note, StringBuilder text) {
	}

	/**
	 * The result of an export.
	 *
	 * @param sealed the number of leaves
	 * @param unsealed the number of rows without a leaf
	 */
	public record Written(long sealed, long unsealed) {
	}

}
