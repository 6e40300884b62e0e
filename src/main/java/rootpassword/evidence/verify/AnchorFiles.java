package rootpassword.evidence.verify;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * The checkpoints of this log in files of any size and order, smallest first. Only some
 * are in memory at a time; for the others the files are read again.
 */
final class AnchorFiles {

	static final int CAPACITY = 50_000;

	private static final Pattern IN_LINE = Pattern.compile("\"checkpoint\"\\s*:\\s*\"((?:[^\"\\\\]|\\\\.)*+)\"");

	private static final Pattern ESCAPE = Pattern.compile("\\\\(?:u([0-9a-fA-F]{4})|(.))", Pattern.DOTALL);

	/** JSON within JSON, such as a log line in the file of a container engine. */
	private static final int MAX_LEVELS = 4;

	/** Longer than a note with a hundred signatures. */
	private static final int MAX_NOTE = 20_000;

	private static final int MAX_RAW_LINE = 1000;

	private static final String SIGNATURE = "\u2014 ";

	private final List<Path> files;

	private final Keys keys;

	private final int capacity;

	private final TreeSet<Anchor> anchors = new TreeSet<>();

	/** All anchors up to this one were read before. */
	private @Nullable Anchor last;

	private boolean complete;

	private long found;

	private long others;

	/**
	 * Reads the first anchors.
	 * @param capacity how many are in memory
	 * @throws UnusableException if a file has none of this log
	 */
	AnchorFiles(List<Path> files, Keys keys, int capacity) throws IOException, UnusableException {
		this.files = files;
		this.keys = keys;
		this.capacity = capacity;
		read();
	}

	/** The next anchor that a given key claims to have signed, or {@code null}. */
	@Nullable Signed next() throws IOException, UnusableException {
		for (Anchor next = this.anchors.pollFirst(); next != null; next = this.anchors.pollFirst()) {
			this.last = next;
			if (this.anchors.isEmpty() && !this.complete) {
				read();
			}
			Signed signed = this.keys.parse(next.note);
			if (signed != null && this.keys.claim(signed)) {
				return signed;
			}
		}
		return null;
	}

	/** The number of checkpoints of other logs, and of texts that only look like one. */
	long others() {
		return this.others;
	}

	private void read() throws IOException, UnusableException {
		this.complete = true;
		for (Path file : this.files) {
			long before = this.found;
			try (LineReader lines = new LineReader(file)) {
				Deque<String> raw = new ArrayDeque<>();
				while (lines.next()) {
					String line = lines.text();
					inLine(line);
					raw(line, raw);
				}
				raw("", raw);
			}
			if (this.found == before) {
				throw new UnusableException(
						"The anchor file " + file + " contains no checkpoint of the log " + this.keys.origin());
			}
		}
	}

	private void inLine(String line) {
		String text = line;
		List<String> notes = List.of();
		for (int level = 0; level < MAX_LEVELS && notes.isEmpty() && text.contains("checkpoint"); level++) {
			notes = IN_LINE.matcher(text).results().map((match) -> unescaped(match.group(1))).toList();
			text = unescaped(text);
		}
		notes.forEach(this::add);
	}

	private static String unescaped(String text) {
		return ESCAPE.matcher(text).replaceAll((escape) -> {
			String code = escape.group(1);
			return (code != null) ? Matcher.quoteReplacement(Character.toString((char) Integer.parseInt(code, 16)))
					: escape.group(2).equals("n") ? "\n" : Matcher.quoteReplacement(escape.group(2));
		});
	}

	/**
	 * Finds a note that stands in a file as it is: three lines, an empty one, and
	 * signatures.
	 */
	private void raw(String line, Deque<String> lines) {
		boolean signature = line.startsWith(SIGNATURE);
		if (!signature && !lines.isEmpty() && lines.getLast().startsWith(SIGNATURE)) {
			add(String.join("\n", lines) + "\n");
			lines.clear();
		}
		while (!signature && lines.size() > 3) {
			lines.removeFirst();
		}
		lines.add((line.length() < MAX_RAW_LINE && lines.size() < 100) ? line : "");
	}

	private void add(String note) {
		Signed signed = (note.length() <= MAX_NOTE) ? this.keys.parse(note) : null;
		if (signed == null) {
			this.others += (this.last == null) ? 1 : 0;
			return;
		}
		this.found++;
		Anchor anchor = new Anchor(signed.size(), note);
		if (this.last == null || anchor.compareTo(this.last) > 0) {
			this.anchors.add(anchor);
		}
		if (this.anchors.size() > this.capacity) {
			this.anchors.pollLast();
			this.complete = false;
		}
	}

	/**
	 * A signed note.
	 */
	private record Anchor(long size, String note) implements Comparable<Anchor> {

		@Override
		public int compareTo(Anchor other) {
			return (this.size != other.size) ? Long.compare(this.size, other.size) : this.note.compareTo(other.note);
		}

	}

}
