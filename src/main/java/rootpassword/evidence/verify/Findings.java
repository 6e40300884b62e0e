package rootpassword.evidence.verify;

import org.jspecify.annotations.Nullable;

/**
 * Prints one line for each finding, and counts them.
 */
final class Findings {

	private static final int SHOWN = 1000;

	private final PrintedLines out;

	private long count;

	Findings(PrintedLines out) {
		this.out = out;
	}

	/** A finding about one row. */
	void row(long seq, String text) {
		at(seq, text);
	}

	/** A finding about a row whose number is perhaps not known. */
	void at(@Nullable Long seq, String text) {
		add(((seq != null) ? "seq " + seq : "tree") + ": " + text);
	}

	/** A finding about the tree or the file. */
	void tree(String text) {
		at(null, text);
	}

	/** A statement about coverage, which can be a finding. */
	void coverage(String text, boolean finding) {
		this.count += finding ? 1 : 0;
		this.out.print("tree: " + text);
	}

	private void add(String line) {
		this.count++;
		if (this.count <= SHOWN) {
			this.out.print(line);
		}
	}

	boolean any() {
		return this.count > 0;
	}

	/** Says how many findings were not printed. */
	void finish() {
		if (this.count > SHOWN) {
			coverage((this.count - SHOWN) + " more findings are not shown", false);
		}
	}

}
