package rootpassword.alibaba.transport;

import org.jspecify.annotations.Nullable;

/**
 * The result of sending one request, as the transport knows it. A cause never quotes an
 * exception or the provider.
 */
public sealed interface Delivery {

	/** The provider has not received the complete request, and never will. */
	record Unsent(String cause) implements Delivery {
	}

	/** The provider may have received the request. There is no complete answer. */
	record Unanswered(String cause) implements Delivery {
	}

	/**
	 * There is a complete answer, from the provider or from a proxy.
	 *
	 * @param retryAfter the unchecked header {@code x-acs-retry-after}
	 */
	@SuppressWarnings("ArrayRecordComponent")
	record Answered(int status, @Nullable String retryAfter, byte[] body) implements Delivery {
	}

}
