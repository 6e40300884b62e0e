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
		if (++this.count <= SHOWN) {
			this.out.print(((seq != null) ? "seq " + seq : "tree") + ": " + text);
		}
	}

	/** A finding about the tree or the file. */
	void addTreeFinding(String text) {
		add(null, text);
	}

	/** A statement that is always printed, and can be a finding. */
	void state(String text, boolean finding) {
		this.count += finding ? 1 : 0;
		this.out.print("tree: " + text);
	}

	/** Says how many findings were not printed, and returns whether there are any. */
	boolean finish() {
		if (this.count > SHOWN) {
			state((this.count - SHOWN) + " more findings are not shown", false);
		}
		return this.count > 0;
	}

}
