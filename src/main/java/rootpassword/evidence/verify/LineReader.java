package rootpassword.evidence.verify;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

import org.jspecify.annotations.Nullable;

/** Reads a file line by line in constant memory. */
final class LineReader implements Closeable {

	private static final int MAX_LINE = 1 << 20;

	private final Path file;

	private final InputStream in;

	private final byte[] block = new byte[1 << 16];

	private int position;

	private int limit;

	/** Refuses a pipe or a device, because the reading may never end. */
	LineReader(Path file) throws IOException, UnusableException {
		if (Files.exists(file) && !Files.isRegularFile(file)) {
			throw new UnusableException(file + " is not a regular file");
		}
		this.file = file;
		this.in = Files.newInputStream(file);
	}

	/** The next line without its line feed, or {@code null} at the end. */
	byte @Nullable [] next() throws IOException, UnusableException {
		ByteArrayOutputStream line = new ByteArrayOutputStream(1024);
		while (this.position < this.limit || fill()) {
			int start = this.position;
			while (this.position < this.limit && this.block[this.position] != '\n') {
				this.position++;
			}
			line.write(this.block, start, this.position - start);
			if (line.size() > MAX_LINE) {
				throw new UnusableException(this.file + " has a line of more than 1 MiB");
			}
			if (this.position < this.limit) {
				this.position++;
				return line.toByteArray();
			}
		}
		return (line.size() > 0) ? line.toByteArray() : null;
	}

	private boolean fill() throws IOException {
		this.position = 0;
		this.limit = Math.max(0, this.in.read(this.block));
		return this.limit > 0;
	}

	@Override
	public void close() throws IOException {
		this.in.close();
	}

}
