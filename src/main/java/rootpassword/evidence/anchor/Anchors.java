package rootpassword.evidence.anchor;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import rootpassword.evidence.anchor.AnchorHealth.ConflictException;
import rootpassword.evidence.note.Checkpoint;
import rootpassword.evidence.note.SignedNote;
import rootpassword.reset.LedgerUnavailableException;
import tools.jackson.core.JacksonException;
import tools.jackson.core.json.JsonWriteFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * Writes each checkpoint to the log and, where there is one, to the anchor file. Because
 * both are kept outside of the database, it cannot be rewritten unnoticed.
 */
public final class Anchors implements MeterBinder {

	private static final Logger logger = LoggerFactory.getLogger(Anchors.class);

	/** A console may have another character set than UTF-8. */
	private static final JsonMapper JSON = JsonMapper.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

	/** The last bytes of the file: a hundred checkpoints, or more. */
	private static final int TAIL = 64 * 1024;

	private final @Nullable Path file;

	private final String origin;

	/** Whether the tree of the ledger begins with that of a checkpoint. */
	private final Predicate<Checkpoint> ledger;

	private final AnchorHealth fileHealth;

	private String logged = "";

	private String filed = "";

	public Anchors(@Nullable Path file, String origin, Predicate<Checkpoint> ledger) {
		this.file = file;
		this.origin = origin;
		this.ledger = ledger;
		this.fileHealth = new AnchorHealth("the file " + file);
	}

	/**
	 * Adds the newest checkpoint, unless it was the last one. A failure delays nothing,
	 * because the next checkpoint also covers everything before it.
	 */
	public synchronized void add(SignedNote checkpoint) {
		if (!checkpoint.text().equals(this.logged)) {
			log("Sealed", checkpoint);
			this.logged = checkpoint.text();
		}
		if (!checkpoint.toString().equals(this.filed)) {
			compareAndAppend(checkpoint);
		}
	}

	/** Adds a checkpoint that a witness has cosigned: it proves more. */
	public synchronized void addCosigned(SignedNote checkpoint) {
		log("Witnesses have cosigned", checkpoint);
		compareAndAppend(checkpoint);
	}

	/** Compares the file with a ledger that may have no checkpoint yet. */
	public synchronized void compare() {
		if (this.filed.isEmpty()) {
			compareAndAppend(null);
		}
	}

	@Override
	public void bindTo(MeterRegistry registry) {
		AnchorHealth.bind(registry, "file", List.of(this.fileHealth));
	}

	AnchorHealth fileHealth() {
		return this.fileHealth;
	}

	private static void log(String event, SignedNote checkpoint) {
		logger.atInfo()
			.addKeyValue("checkpoint", checkpoint)
			.log("{} {} rows: {}", event, size(checkpoint), line(checkpoint));
	}

	/** Appends the checkpoint only if the ledger still has what the file knows. */
	private void compareAndAppend(@Nullable SignedNote checkpoint) {
		if (this.file == null) {
			return;
		}
		try {
			// The largest checkpoint of this log, with most signatures
			Optional<SignedNote> newest = tail(this.file, TAIL).lines()
				.flatMap(this::note)
				.max(Comparator.comparingLong(Anchors::size).thenComparingInt((note) -> note.signatures().size()));
			if (newest.isPresent() && !this.ledger.test(Checkpoint.parse(newest.get().text()))) {
				// A smaller tree on top of it would hide the loss
				throw new ConflictException("its newest checkpoint has " + size(newest.get()) + " rows");
			}
			if (checkpoint != null) {
				if (newest.isEmpty() || isNews(checkpoint, newest.get())) {
					append(this.file, line(checkpoint));
				}
				this.filed = checkpoint.toString();
			}
			this.fileHealth.succeeded();
		}
		catch (IOException ex) {
			this.fileHealth.failed(ex);
		}
		catch (LedgerUnavailableException ex) {
			// The next look compares again; the sealing logs the outage
		}
	}

	/** The checkpoint of this log in a line of the file. */
	private Stream<SignedNote> note(String line) {
		try {
			SignedNote note = SignedNote.parse(JSON.readTree(line).path("checkpoint").stringValue(""));
			return Stream.of(note).filter((own) -> Checkpoint.parse(own.text()).origin().equals(this.origin));
		}
		catch (JacksonException | IllegalArgumentException ex) {
			return Stream.empty();
		}
	}

	/** Other replicas add the same checkpoints. */
	private static boolean isNews(SignedNote checkpoint, SignedNote newest) {
		long more = size(checkpoint) - size(newest);
		int signatures = checkpoint.signatures().size();
		return more > 0 || signatures > ((more == 0) ? newest.signatures().size() : 1);
	}

	/** Writes at once, so that lines of other replicas cannot come in between. */
	static void append(Path file, String line) throws IOException {
		// A crash may have left half a line
		String separator = tail(file, 1).matches("\n?") ? "" : "\n";
		try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
			ByteBuffer bytes = ByteBuffer.wrap((separator + line + "\n").getBytes(StandardCharsets.UTF_8));
			channel.write(bytes);
			channel.force(true);
			if (bytes.hasRemaining()) {
				throw new IOException("a line is not complete");
			}
		}
	}

	/** Up to this number of bytes at the end of a file; a device or a pipe has none. */
	private static String tail(Path file, int length) throws IOException {
		if (!Files.isRegularFile(file)) {
			return "";
		}
		try (InputStream input = Files.newInputStream(file)) {
			input.skipNBytes(Math.max(0, Files.size(file) - length));
			return new String(input.readNBytes(length), StandardCharsets.UTF_8);
		}
	}

	private static String line(SignedNote checkpoint) {
		return JSON.writeValueAsString(Map.of("checkpoint", checkpoint.toString()));
	}

	private static long size(SignedNote checkpoint) {
		return Checkpoint.parse(checkpoint.text()).size();
	}

}
