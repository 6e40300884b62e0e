package rootpassword.evidence.anchor;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import rootpassword.evidence.note.Checkpoint;
import rootpassword.evidence.note.SignedNote;
import tools.jackson.core.json.JsonWriteFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * Writes each checkpoint to the log and, where there is one, to the anchor file. Where
 * both are kept outside of the database, it cannot be rewritten unnoticed.
 */
public final class Anchors {

	private static final Logger logger = LoggerFactory.getLogger(Anchors.class);

	/** A console may have another character set than UTF-8. */
	private static final JsonMapper JSON = JsonMapper.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

	private final @Nullable AnchorFile file;

	private final AnchorHealth fileHealth;

	private String logged = "";

	private String filed = "";

	public Anchors(@Nullable Path file) {
		this.file = (file != null) ? new AnchorFile(file) : null;
		this.fileHealth = new AnchorHealth("the file " + file);
	}

	/**
	 * Adds the newest checkpoint, unless it was the last one. A failure delays nothing:
	 * the next checkpoint also covers everything before it.
	 */
	public synchronized void add(SignedNote checkpoint) {
		String note = checkpoint.toString();
		String line = JSON.writeValueAsString(Map.of("checkpoint", note));
		if (!note.equals(this.logged)) {
			logger.atInfo()
				.addKeyValue("checkpoint", note)
				.log("Sealed {} rows: {}", Checkpoint.parse(checkpoint.text()).size(), line);
			this.logged = note;
		}
		if (this.file != null && !note.equals(this.filed)) {
			append(this.file, line, note);
		}
	}

	/** How often a checkpoint could not be written to the file. */
	public long failures() {
		return this.fileHealth.failures();
	}

	private void append(AnchorFile file, String line, String note) {
		try {
			file.append(line);
			this.filed = note;
			this.fileHealth.succeeded();
		}
		catch (IOException ex) {
			this.fileHealth.failed(ex);
		}
	}

}
