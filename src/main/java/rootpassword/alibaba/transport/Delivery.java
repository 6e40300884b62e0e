package rootpassword.alibaba.transport;

import org.jspecify.annotations.Nullable;

/**
 * What the transport knows of one request. A cause is a word of ours, never an
 * exception's or the provider's.
 */
public sealed interface Delivery {

	/** The provider surely has no complete request, and will get none. */
	record Unsent(String cause) implements Delivery {
	}

	/** The provider may have the request; no complete answer came. */
	record Unanswered(String cause) implements Delivery {
	}

	/**
	 * A complete answer came; whose it is remains to be seen.
	 *
	 * @param retryAfter the header {@code x-acs-retry-after} as it stands
	 */
	@SuppressWarnings("ArrayRecordComponent")
	record Answered(int status, @Nullable String retryAfter, byte[] body) implements Delivery {
	}

}
