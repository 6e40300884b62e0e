package rootpassword.evidence.verify;

/**
 * The result of a verification.
 */
public enum Verdict {

	/**
	 * Nothing contradicts the checkpoints, and an anchor shows that the tail is there.
	 */
	INTACT(0, "verdict: intact"),

	/** Nothing contradicts the checkpoints, but the newest ones may have been cut off. */
	NOT_PINNED(0, "verdict: intact, tail not pinned"),

	/** There are findings. */
	TAMPERED(1, "verdict: tampered");

	private final int exitCode;

	private final String line;

	Verdict(int exitCode, String line) {
		this.exitCode = exitCode;
		this.line = line;
	}

	public int exitCode() {
		return this.exitCode;
	}

	/** The last line to print. */
	public String line() {
		return this.line;
	}

}
