package rootpassword.evidence.verify;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * An export as a file of lines. The checkpoints are its last part, but they are needed
 * while the leaves are read, so this finds where they begin.
 */
final class ExportFile implements Closeable {

	static final int MAX_LINE = 1 << 20;

	private final FileChannel channel;

	private final long length;

	ExportFile(Path file) throws IOException {
		this.channel = FileChannel.open(file, StandardOpenOption.READ);
		this.length = this.channel.size();
	}

	long length() {
		return this.length;
	}

	/** Where the line after this offset begins, or the length of the file. */
	long nextLine(long offset) throws IOException {
		byte[] block = new byte[4096];
		for (long at = offset; at < this.length;) {
			int count = (int) Math.min(block.length, this.length - at);
			read(at, block, count);
			for (int i = 0; i < count; i++) {
				if (block[i] == '\n') {
					return at + i + 1;
				}
			}
			at += count;
		}
		return this.length;
	}

	/** The text of the line that begins there, without the line feed. */
	String line(long offset) throws IOException {
		long end = nextLine(offset);
		byte[] bytes = read(offset, (int) Math.min(end - offset, MAX_LINE));
		return new String(bytes, StandardCharsets.UTF_8).stripTrailing();
	}

	/**
	 * Where the checkpoints begin, found by bisection: an export has several gigabytes.
	 * In a file whose lines are in another order this is somewhere else, and the reader
	 * of the lines finds that out.
	 */
	long checkpoints() throws IOException {
		long low = 0;
		long high = this.length;
		while (low < high) {
			long middle = (low + high) >>> 1;
			long start = (middle == 0) ? 0 : nextLine(middle - 1);
			if (start >= high) {
				// No line begins between the middle and the upper bound
				high = middle;
			}
			else if (isCheckpointOrEnd(start)) {
				high = start;
			}
			else {
				low = nextLine(start);
			}
		}
		return low;
	}

	/** Where the last line begins. */
	long lastLine() throws IOException {
		long tail = Math.max(0, this.length - MAX_LINE);
		byte[] bytes = read(tail, (int) (this.length - tail));
		int i = bytes.length - 2;
		while (i >= 0 && bytes[i] != '\n') {
			i--;
		}
		return tail + i + 1;
	}

	private boolean isCheckpointOrEnd(long offset) throws IOException {
		byte[] head = read(offset, (int) Math.min(14, this.length - offset));
		String text = new String(head, StandardCharsets.ISO_8859_1);
		return text.startsWith("{\"checkpoint\":") || text.startsWith("{\"end\":");
	}

	byte[] read(long offset, int count) throws IOException {
		byte[] bytes = new byte[count];
		read(offset, bytes, count);
		return bytes;
	}

	private void read(long offset, byte[] bytes, int count) throws IOException {
		ByteBuffer buffer = ByteBuffer.wrap(bytes, 0, count);
		while (buffer.hasRemaining()) {
			if (this.channel.read(buffer, offset + buffer.position()) < 0) {
				throw new EOFException("The file became shorter while it was read");
			}
		}
	}

	@Override
	public void close() throws IOException {
		this.channel.close();
	}

}
