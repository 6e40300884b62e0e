package rootpassword.evidence.verify;

/**
 * The result of a verification.
 *
 * @param exitCode 0, or 1 if there are findings
 * @param line the last line to print
 */
public record Verdict(int exitCode, String line) {

	static final Verdict TAMPERED = new Verdict(1, "verdict: tampered");

	/**
	 * The verdict where nothing was found. Rows that nothing has signed are a larger gap
	 * than leaves that only the log itself has signed, so they come first.
	 * @param pinned the number of leaves that anchors or witnesses cover
	 * @param leaves the number of all leaves
	 * @param unsealed the number of rows under no signature
	 */
	static Verdict intact(long pinned, long leaves, long unsealed) {
		String limit = "";
		if (unsealed > 0) {
			limit = ", " + unsealed + " rows not sealed";
		}
		else if (pinned == 0) {
			limit = ", tail not pinned";
		}
		else if (pinned < leaves) {
			limit = ", pinned to leaf " + pinned + " of " + leaves;
		}
		return new Verdict(0, "verdict: intact" + limit);
	}

}
