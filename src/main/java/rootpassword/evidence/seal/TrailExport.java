package rootpassword.evidence.seal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;

import org.springframework.jdbc.core.JdbcTemplate;
import rootpassword.evidence.note.Checkpoint;
import rootpassword.evidence.note.SignedNote;
import rootpassword.evidence.tree.Hash;
import rootpassword.evidence.tree.TiledTree;
import tools.jackson.databind.json.JsonMapper;

/**
 * Writes the trail with leaves and checkpoints as JSON lines, which
 * {@code docs/EVIDENCE.md} describes. It reads in blocks, so it needs the same memory for
 * any number of rows.
 */
public final class TrailExport {

	private static final int BLOCK = 4096;

	private final JdbcTemplate jdbc;

	private final SealedLeaves leaves;

	private final TrailRows rows;

	private final Writer out;

	private final BiConsumer<Long, Long> progress;

	/**
	 * An export.
	 * @param jdbc on one connection in one transaction, which sees nothing that is
	 * committed later
	 * @param progress gets the number of written leaves, and the number of all leaves
	 */
	public TrailExport(JdbcTemplate jdbc, Writer out, BiConsumer<Long, Long> progress) {
		this.jdbc = jdbc;
		this.jdbc.setFetchSize(BLOCK);
		this.leaves = new SealedLeaves(jdbc);
		this.rows = new TrailRows(jdbc);
		this.out = out;
		this.progress = progress;
	}

	/**
	 * Writes everything from this index on.
	 * @param origin of the first line while there is no checkpoint
	 * @return the number of leaves
	 * @throws IllegalArgumentException if there is no checkpoint over that index
	 */
	public long write(long from, String origin) throws IOException {
		Optional<Checkpoint> newest = new Checkpoints(this.jdbc).newest().map((note) -> Checkpoint.parse(note.text()));
		long size = newest.map(Checkpoint::size).orElse(0L);
		if (from < 0 || from > size) {
			throw new IllegalArgumentException("--from-index must be from 0 to " + size);
		}
		String current = newest.map(Checkpoint::origin).orElse(origin);
		line("{\"export\":1,\"origin\":" + quoted(current) + ",\"from\":" + from + ",\"size\":" + size + "}");
		if (from > 0) {
			List<Hash> frontier = new TiledTree(this.leaves, from).frontier();
			line("{\"frontier\":" + frontier.stream()
				.map((hash) -> "\"" + hash.base64() + "\"")
				.collect(Collectors.joining(",", "[", "]")) + "}");
		}
		for (long index = from; index < size; index += BLOCK) {
			this.rows.sealed(index, Math.min(size, index + BLOCK)).forEach((row) -> line(row.line()));
			this.progress.accept(Math.min(size, index + BLOCK) - from, size - from);
		}
		long unsealed = this.rows.unsealed(size, (row) -> line("{\"unsealed\":" + row.json() + "}"));
		long checkpoints = writeCheckpoints(current);
		line("{\"end\":true,\"leaves\":" + (size - from) + ",\"unsealed\":" + unsealed + ",\"checkpoints\":"
				+ checkpoints + ",\"exportedAt\":" + ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now()) + "}");
		return size - from;
	}

	/**
	 * Each with its cosignatures, oldest first, from the first one of this origin on. The
	 * earlier ones belong to the log before a restore.
	 */
	private long writeCheckpoints(String origin) {
		Cosigned cosigned = new Cosigned(origin + "\n");
		this.jdbc.query("""
				select c.note, s.line from seal_checkpoint c left join seal_cosignature s on s.size = c.size
				order by c.size, s.witness""", cosigned::add);
		cosigned.flush();
		return cosigned.count;
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

	private static String quoted(String text) {
		return JsonMapper.shared().writeValueAsString(text);
	}

	/**
	 * Joins a checkpoint and the rows of its cosignatures.
	 */
	private final class Cosigned {

		private final String begin;

		private String note = "";

		private String lines = "";

		private long count;

		Cosigned(String begin) {
			this.begin = begin;
		}

		void add(ResultSet row) throws SQLException {
			if (this.note.isEmpty() && !row.getString(1).startsWith(this.begin)) {
				return;
			}
			if (!row.getString(1).equals(this.note)) {
				flush();
				this.note = row.getString(1);
			}
			String line = row.getString(2);
			this.lines += (line != null) ? line + "\n" : "";
		}

		void flush() {
			if (!this.note.isEmpty()) {
				line("{\"checkpoint\":" + quoted(SignedNote.parse(this.note + this.lines).toString()) + "}");
				this.count++;
			}
			this.lines = "";
		}

	}

}
