package rootpassword.evidence.anchor;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * A file of lines, each of which is on the disk when {@link #append} returns.
 */
final class AnchorFile {

	private final Path file;

	AnchorFile(Path file) {
		this.file = file;
	}

	void append(String line) throws IOException {
		try (FileChannel channel = FileChannel.open(this.file, StandardOpenOption.CREATE, StandardOpenOption.READ,
				StandardOpenOption.WRITE)) {
			long size = channel.size();
			channel.position(size);
			// A crash may have left half a line
			String separator = (size > 0 && lastByte(channel, size) != '\n') ? "\n" : "";
			ByteBuffer bytes = ByteBuffer.wrap((separator + line + "\n").getBytes(StandardCharsets.UTF_8));
			while (bytes.hasRemaining()) {
				channel.write(bytes);
			}
			channel.force(true);
		}
	}

	private static byte lastByte(FileChannel channel, long size) throws IOException {
		ByteBuffer last = ByteBuffer.allocate(1);
		channel.read(last, size - 1);
		return last.get(0);
	}

	@Override
	public String toString() {
		return this.file.toString();
	}

}
