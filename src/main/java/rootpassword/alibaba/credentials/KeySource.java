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

	/** The name of the service, for the beginning of a log line. */
	String service();

	/** Who needs the key, for the end of a log line; empty for the service itself. */
	default String purpose() {
		return "";
	}

}
