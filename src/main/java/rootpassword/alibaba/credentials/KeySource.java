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

	/** The name of the service, as the begin of a log line. */
	String service();

	/** For what the key is, as the end of a log line; empty for the whole service. */
	default String purpose() {
		return "";
	}

}
