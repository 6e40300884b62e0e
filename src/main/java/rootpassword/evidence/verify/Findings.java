package rootpassword.evidence.verify;

import java.io.PrintStream;

/**
 * Prints one line for each finding, and counts them.
 */
final class Findings {

	private static final int SHOWN = 1000;

	private final PrintStream out;

	private long count;

	Findings(PrintStream out) {
		this.out = out;
	}

	/** A finding about one row. */
	void row(long seq, String text) {
		add("seq " + seq + ": " + text);
	}

	/** A finding about the tree or the file. */
	void tree(String text) {
		add("tree: " + text);
	}

	private void add(String line) {
		this.count++;
		if (this.count <= SHOWN) {
			this.out.println(line);
		}
	}

	long count() {
		return this.count;
	}

	/** Says how many findings were not printed. */
	void finish() {
		if (this.count > SHOWN) {
			this.out.println("tree: " + (this.count - SHOWN) + " more findings are not shown");
		}
	}

}
