package rootpassword.evidence.seal;

import java.util.List;
import java.util.Optional;

import org.springframework.jdbc.core.JdbcOperations;
import rootpassword.evidence.note.Checkpoint;
import rootpassword.evidence.note.SignedNote;

/**
 * The tables {@code seal_checkpoint} and {@code seal_cosignature}: the signed
 * checkpoints, and the later signatures of witnesses.
 */
final class Checkpoints {

	private final JdbcOperations jdbc;

	Checkpoints(JdbcOperations jdbc) {
		this.jdbc = jdbc;
	}

	/** The checkpoint with the most leaves, without cosignatures. */
	Optional<SignedNote> newest() {
		return this.jdbc
			.query("select note from seal_checkpoint order by size desc limit 1", (row, number) -> row.getString(1))
			.stream()
			.findFirst()
			.map(SignedNote::parse);
	}

	/**
	 * The newest checkpoint that a witness has cosigned, without cosignatures; empty if
	 * it is a minute older than the newest one of all.
	 */
	Optional<SignedNote> newestCosigned() {
		return this.jdbc
			.query("""
					select note from seal_checkpoint where size = (select max(size) from seal_cosignature) and sealed_at >=
						(select sealed_at from seal_checkpoint order by size desc limit 1) - interval '1' minute""",
					(row, number) -> row.getString(1))
			.stream()
			.findFirst()
			.map(SignedNote::parse);
	}

	/** The origin of the newest checkpoint, if it is a checkpoint at all. */
	Optional<String> newestOrigin() {
		try {
			return newest().map((note) -> Checkpoint.parse(note.text()).origin());
		}
		catch (IllegalArgumentException ex) {
			return Optional.empty();
		}
	}

	/** The checkpoint with all its cosignatures. */
	SignedNote cosigned(SignedNote checkpoint) {
		SignedNote cosigned = checkpoint;
		for (String line : lines(Checkpoint.parse(checkpoint.text()).size())) {
			cosigned = cosigned.with(line);
		}
		return cosigned;
	}

	void add(long size, SignedNote checkpoint) {
		this.jdbc.update("insert into seal_checkpoint (size, note) values (?, ?)", size, checkpoint.toString());
	}

	boolean isCosigned(long size, String witness) {
		return !this.jdbc
			.queryForList("select 1 from seal_cosignature where size = ? and witness = ?", Integer.class, size, witness)
			.isEmpty();
	}

	long cosignedSize(String witness) {
		Long size = this.jdbc.queryForObject("select coalesce(max(size), 0) from seal_cosignature where witness = ?",
				Long.class, witness);
		return (size != null) ? size : 0;
	}

	/** Adds a cosignature, unless another replica has. */
	void addCosignature(long size, String witness, String line) {
		if (!isCosigned(size, witness)) {
			this.jdbc.update("insert into seal_cosignature (size, witness, line) values (?, ?, ?)", size, witness,
					line);
		}
	}

	private List<String> lines(long size) {
		return this.jdbc.query("select line from seal_cosignature where size = ? order by witness",
				(row, number) -> row.getString(1), size);
	}

}
