package rootpassword.evidence.anchor;

import java.io.IOException;
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
final class AnchorFile {

	/** The last lines of the file: a hundred checkpoints, or more. */
	private static final int TAIL = 64 * 1024;

	private final Path file;

	AnchorFile(Path file) {
		this.file = file;
	}

	/**
	 * Writes the line at once, so that lines of other replicas cannot come in between.
	 */
	void append(String line) throws IOException {
		// A crash may have left half a line
		String tail = tail(1);
		String separator = (tail.isEmpty() || tail.equals("\n")) ? "" : "\n";
		try (FileChannel channel = FileChannel.open(this.file, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
			ByteBuffer bytes = ByteBuffer.wrap((separator + line + "\n").getBytes(StandardCharsets.UTF_8));
			channel.write(bytes);
			channel.force(true);
			if (bytes.hasRemaining()) {
				throw new IOException("a line is not complete");
			}
		}
	}

	/**
	 * The largest checkpoint of a log in the last lines, with most signatures. Lines that
	 * contain none are ignored.
	 */
	Optional<SignedNote> newest(String origin) throws IOException {
		return tail(TAIL).lines()
			.filter((line) -> line.contains("\"checkpoint\""))
			.flatMap(AnchorFile::note)
			.filter((note) -> Checkpoint.parse(note.text()).origin().equals(origin))
			.max(Comparator.comparingLong((SignedNote note) -> Checkpoint.parse(note.text()).size())
				.thenComparingInt((note) -> note.signatures().size()));
	}

	private static Stream<SignedNote> note(String line) {
		try {
			SignedNote note = SignedNote.parse(JsonMapper.shared().readTree(line).path("checkpoint").stringValue(""));
			Checkpoint.parse(note.text());
			return Stream.of(note);
		}
		catch (JacksonException | IllegalArgumentException ex) {
			return Stream.empty();
		}
	}

	/** At most so many bytes at the end of the file; a device or a pipe has none. */
	private String tail(int length) throws IOException {
		if (!Files.isRegularFile(this.file)) {
			return "";
		}
		try (FileChannel channel = FileChannel.open(this.file, StandardOpenOption.READ)) {
			long from = Math.max(0, channel.size() - length);
			ByteBuffer bytes = ByteBuffer.allocate((int) (channel.size() - from));
			while (bytes.hasRemaining() && channel.read(bytes, from + bytes.position()) >= 0) {
				// Until the end
			}
			return new String(bytes.array(), 0, bytes.position(), StandardCharsets.UTF_8);
		}
	}

	@Override
	public String toString() {
		return this.file.toString();
	}

}
