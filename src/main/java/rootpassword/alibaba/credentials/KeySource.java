package rootpassword.alibaba.credentials;

import rootpassword.alibaba.credentials.AccessKeys.NoCredentialsException;
import rootpassword.reset.Deadline;

/** A service that issues temporary keys. */
interface KeySource {

	/**
	 * Asks for a key, and returns by the deadline.
	 * @throws NoCredentialsException if there is no answer with a valid key
	 */
	TemporaryKey fetch(Deadline deadline) throws NoCredentialsException;

	/** The beginning of the log line about a fetch that failed. */
	default String failure() {
		return "The token service gave no credentials";
	}

	/** Who needs the key, for the end of a log line; empty for the service itself. */
	default String purpose() {
		return "";
	}

}
