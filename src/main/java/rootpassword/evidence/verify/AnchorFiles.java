package rootpassword.evidence.verify;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;
import rootpassword.evidence.verify.Keys.Signed;

/**
 * The checkpoints of this log in files of any size and order, smallest first. Only some
 * are in memory at a time; for the others the files are read again.
 */
final class AnchorFiles {

	/** The number of anchors in memory. */
	static final int CAPACITY = 50_000;

	private static final Pattern IN_LINE = Pattern.compile("\"checkpoint\"\\s*:\\s*\"((?:[^\"\\\\]|\\\\.)*+)\"");

	private static final Pattern ESCAPE = Pattern.compile("\\\\(?:u([0-9a-fA-F]{4})|(.))", Pattern.DOTALL);

	/** JSON within JSON, such as a log line in the file of a container engine. */
	private static final int MAX_LEVELS = 4;

	/** Longer than a note with a hundred signatures. */
	private static final int MAX_NOTE = 20_000;

	private static final int MAX_LINES = 100;

	private static final String SIGNATURE = "\u2014 ";

	private static final Comparator<Signed> ORDER = Comparator.comparingLong(Signed::size)
		.thenComparing((signed) -> signed.note().toString());

	private final List<Path> files;

	private final Keys keys;

	private final int capacity;

	private final TreeSet<Signed> anchors = new TreeSet<>(ORDER);

	/** All anchors up to this one were returned before. */
	private @Nullable Signed last;

	private boolean complete;

	/** The number of checkpoints of this log in the files that were read so far. */
	private long found;

	private long others;

	AnchorFiles(List<Path> files, Keys keys, int capacity) throws IOException, UnusableException {
		this.files = files;
		this.keys = keys;
		this.capacity = capacity;
		read();
	}

	/** The next anchor that names a given key of the log, or {@code null}. */
	@Nullable Signed next() throws IOException, UnusableException {
		do {
			if (this.anchors.isEmpty() && !this.complete) {
				read();
			}
			if (this.anchors.isEmpty()) {
				return null;
			}
			this.last = this.anchors.removeFirst();
		}
		while (!this.keys.known(this.last));
		return this.last;
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
				Deque<String> note = new ArrayDeque<>();
				for (byte[] bytes = lines.next(); bytes != null; bytes = lines.next()) {
					String line = new String(bytes, StandardCharsets.UTF_8);
					addNotesWithin(line);
					addLineOfNote(line, note);
				}
				addLineOfNote("", note);
			}
			if (this.found == before) {
				throw new UnusableException(
						"The anchor file " + file + " contains no checkpoint of the log " + this.keys.origin());
			}
		}
	}

	private void addNotesWithin(String line) {
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

	/** A note as it is has three lines, an empty one, and signatures. */
	private void addLineOfNote(String line, Deque<String> note) {
		if (!line.startsWith(SIGNATURE)) {
			if (!note.isEmpty() && note.getLast().startsWith(SIGNATURE)) {
				add(String.join("\n", note) + "\n");
				note.clear();
			}
			while (note.size() > 3) {
				note.removeFirst();
			}
		}
		note.add((line.length() <= MAX_NOTE && note.size() < MAX_LINES) ? line : "");
	}

	private void add(String note) {
		Signed signed = (note.length() <= MAX_NOTE) ? this.keys.parse(note) : null;
		if (signed == null) {
			this.others += (this.last == null) ? 1 : 0;
			return;
		}
		this.found++;
		if (this.last == null || ORDER.compare(signed, this.last) > 0) {
			this.anchors.add(signed);
		}
		if (this.anchors.size() > this.capacity) {
			this.anchors.removeLast();
			this.complete = false;
		}
	}

}
