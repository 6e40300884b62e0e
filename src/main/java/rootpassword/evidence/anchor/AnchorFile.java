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
import java.util.Optional;
import java.util.stream.Stream;

import rootpassword.evidence.note.Checkpoint;
import rootpassword.evidence.note.SignedNote;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * A file of lines, each of which is on the disk when {@link #append} returns. Several
 * replicas can append to one file.
 */
record AnchorFile(Path file) {

	/** The last lines of the file: a hundred checkpoints, or more. */
	private static final int TAIL = 64 * 1024;

	/** Writes at once, so that lines of other replicas cannot come in between. */
	void append(String line) throws IOException {
		// A crash may have left half a line
		String separator = tail(1).matches("\n?") ? "" : "\n";
		try (FileChannel channel = FileChannel.open(this.file, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
			ByteBuffer bytes = ByteBuffer.wrap((separator + line + "\n").getBytes(StandardCharsets.UTF_8));
			channel.write(bytes);
			channel.force(true);
			if (bytes.hasRemaining()) {
				throw new IOException("a line is not complete");
			}
		}
	}

	/** The largest checkpoint of a log in the last lines, with most signatures. */
	Optional<SignedNote> newest(String origin) throws IOException {
		return tail(TAIL).lines()
			.flatMap((line) -> note(line, origin))
			.max(Comparator.comparingLong((SignedNote note) -> Checkpoint.parse(note.text()).size())
				.thenComparingInt((note) -> note.signatures().size()));
	}

	private static Stream<SignedNote> note(String line, String origin) {
		try {
			SignedNote note = SignedNote.parse(JsonMapper.shared().readTree(line).path("checkpoint").stringValue(""));
			return Stream.of(note).filter((own) -> Checkpoint.parse(own.text()).origin().equals(origin));
		}
		catch (JacksonException | IllegalArgumentException ex) {
			return Stream.empty();
		}
	}

	/** Up to this number of bytes at the end of the file; a device or a pipe has none. */
	private String tail(int length) throws IOException {
		if (!Files.isRegularFile(this.file)) {
			return "";
		}
		try (InputStream input = Files.newInputStream(this.file)) {
			input.skipNBytes(Math.max(0, Files.size(this.file) - length));
			return new String(input.readNBytes(length), StandardCharsets.UTF_8);
		}
	}

}
