package rootpassword.evidence.verify;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/**
 * The lines of a part of a file in order, parsed in blocks by several threads. Only a few
 * blocks are in memory at any time.
 *
 * @param <T> the type of a parsed line
 */
final class ParallelLines<T> implements Iterator<T> {

	/** Smaller than half a region of the heap, so that a collection moves it cheaply. */
	private static final int BLOCK = 1 << 18;

	private static final int AHEAD = 2 * Runtime.getRuntime().availableProcessors();

	private final ExportFile file;

	private final long end;

	private final Parser<T> parser;

	private final Executor executor;

	private final Deque<CompletableFuture<List<T>>> blocks = new ArrayDeque<>();

	private long position;

	private Iterator<T> current = Collections.emptyIterator();

	/** The lines from {@code start} up to {@code end}, both at the begin of a line. */
	ParallelLines(ExportFile file, long start, long end, Parser<T> parser, Executor executor) {
		this.file = file;
		this.position = start;
		this.end = end;
		this.parser = parser;
		this.executor = executor;
	}

	@Override
	public boolean hasNext() {
		while (!this.current.hasNext()) {
			while (this.blocks.size() < AHEAD && this.position < this.end) {
				byte[] block = nextBlock();
				this.blocks.add(CompletableFuture.supplyAsync(() -> parse(block), this.executor));
			}
			if (this.blocks.isEmpty()) {
				return false;
			}
			this.current = this.blocks.remove().join().iterator();
		}
		return true;
	}

	@Override
	public T next() {
		if (!hasNext()) {
			throw new NoSuchElementException();
		}
		return this.current.next();
	}

	private byte[] nextBlock() {
		try {
			long aim = Math.min(this.position + BLOCK, this.end);
			long stop = (aim == this.end) ? aim : Math.min(this.file.nextLine(aim), this.end);
			// A line without an end is no line of an export; its pieces are refused
			stop = Math.min(stop, aim + ExportFile.MAX_LINE);
			byte[] block = this.file.read(this.position, (int) (stop - this.position));
			this.position = stop;
			return block;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private List<T> parse(byte[] block) {
		List<T> lines = new ArrayList<>();
		int start = 0;
		for (int i = 0; i < block.length; i++) {
			if (block[i] == '\n') {
				lines.add(this.parser.parse(block, start, i));
				start = i + 1;
			}
		}
		if (start < block.length) {
			lines.add(this.parser.parse(block, start, block.length));
		}
		return lines;
	}

	/**
	 * Parses a line.
	 *
	 * @param <T> the result
	 */
	@FunctionalInterface
	interface Parser<T> {

		T parse(byte[] block, int start, int end);

	}

}
