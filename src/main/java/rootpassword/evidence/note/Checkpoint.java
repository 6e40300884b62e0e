package rootpassword.evidence.note;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

import rootpassword.evidence.tree.Hash;

/**
 * The state of a log: the text of a C2SP tlog-checkpoint. Extension lines are refused,
 * because no log of this service writes them and nobody could check them.
 */
public record Checkpoint(String origin, long size, Hash root) {

	private static final Pattern TEXT = Pattern.compile("([^\n]+)\n(0|[1-9][0-9]{0,18})\n([A-Za-z0-9+/=]{44})\n");

	public Checkpoint {
		SignedNote.checkedText(origin + "\n");
		if (origin.isEmpty() || origin.contains("\n") || size < 0) {
			throw new IllegalArgumentException("A checkpoint has an origin of one line and a size of 0 or more");
		}
	}

	/**
	 * Reads a text of exactly three lines.
	 * @throws IllegalArgumentException if {@link #text} would write it differently
	 */
	public static Checkpoint parse(String text) {
		Matcher lines = TEXT.matcher(text);
		if (!lines.matches()) {
			throw new IllegalArgumentException("A checkpoint is an origin, a size and a root, each on its line");
		}
		return new Checkpoint(lines.group(1), Long.parseLong(lines.group(2)), Hash.parse(lines.group(3)));
	}

	/** The text to sign. */
	public String text() {
		return this.origin + "\n" + this.size + "\n" + this.root.base64() + "\n";
	}

}
