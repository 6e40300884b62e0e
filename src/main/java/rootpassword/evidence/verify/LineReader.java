package rootpassword.evidence.verify;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Reads a file line by line in constant memory. A line that is too long ends the reading.
 */
final class LineReader implements Closeable {

	static final int MAX_LINE = 1 << 20;

	private final Path file;

	private final InputStream in;

	private final byte[] buffer = new byte[MAX_LINE + (1 << 16)];

	private int start;

	private int end = -1;

	private int limit;

	private long consumed;

	/**
	 * Opens a file.
	 * @throws UnusableException if it is a pipe or a device: the reading may never end
	 */
	LineReader(Path file) throws IOException, UnusableException {
		if (Files.exists(file) && !Files.isRegularFile(file)) {
			throw new UnusableException(file + " is not a regular file");
		}
		this.file = file;
		this.in = Files.newInputStream(file);
	}

	/** Moves to the next line, if there is one. */
	boolean next() throws IOException, UnusableException {
		int next = Math.min(this.end + 1, this.limit);
		this.consumed += next - this.start;
		this.start = next;
		int position = this.start;
		boolean more = true;
		while (more) {
			while (position < this.limit && this.buffer[position] != '\n') {
				position++;
			}
			if (position - this.start > MAX_LINE) {
				throw new UnusableException(this.file + " has a line of more than 1 MiB");
			}
			if (position < this.limit) {
				break;
			}
			position -= this.start;
			more = fill();
		}
		this.end = position;
		return more || this.start < this.limit;
	}

	/** Moves the begun line to the front, and reads on behind it. */
	private boolean fill() throws IOException {
		this.limit -= this.start;
		System.arraycopy(this.buffer, this.start, this.buffer, 0, this.limit);
		this.start = 0;
		int count = this.in.read(this.buffer, this.limit, this.buffer.length - this.limit);
		this.limit += Math.max(0, count);
		return count > 0;
	}

	/** The array that contains the current line, from {@link #start} to {@link #end}. */
	byte[] buffer() {
		return this.buffer;
	}

	int start() {
		return this.start;
	}

	/** The index behind the current line, without its line feed. */
	int end() {
		return this.end;
	}

	/** The current line; bytes that are not UTF-8 are replaced. */
	String text() {
		return new String(this.buffer, this.start, this.end - this.start, StandardCharsets.UTF_8);
	}

	/** The number of bytes before the current line. */
	long consumed() {
		return this.consumed;
	}

	@Override
	public void close() throws IOException {
		this.in.close();
	}

}
