package rootpassword.evidence.verify;

import org.jspecify.annotations.Nullable;

/** Prints one line for each finding, and counts them. */
final class Findings {

	private static final int SHOWN = 1000;

	private final PrintedLines out;

	private long count;

	Findings(PrintedLines out) {
		this.out = out;
	}

	/** A finding about one row, or about the tree if its number is not known. */
	void add(@Nullable Long seq, String text) {
		this.count++;
		if (this.count <= SHOWN) {
			this.out.print(((seq != null) ? "seq " + seq : "tree") + ": " + text);
		}
	}

	/** A finding about the tree or the file. */
	void tree(String text) {
		add(null, text);
	}

	/** A statement about coverage, which can be a finding. */
	void coverage(String text, boolean finding) {
		this.count += finding ? 1 : 0;
		this.out.print("tree: " + text);
	}

	/** Says how many findings were not printed, and returns whether there are any. */
	boolean finish() {
		if (this.count > SHOWN) {
			coverage((this.count - SHOWN) + " more findings are not shown", false);
		}
		return this.count > 0;
	}

}
