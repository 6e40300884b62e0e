package rootpassword.http;

import java.util.Map;

/**
 * The result of sending one request, as the client knows it. A cause never quotes an
 * exception, the request or the server.
 */
public sealed interface Delivery {

	/**
	 * The server has not received the complete request, and never will: see
	 * {@link HttpExchange#withholdIfUnsent}.
	 */
	record Unsent(String cause) implements Delivery {
	}

	/**
	 * The server may have received the request. There is no complete answer.
	 *
	 * @param status the status of an answer whose body is incomplete or too long, else 0
	 */
	record Unanswered(String cause, int status) implements Delivery {
	}

	/**
	 * There is a complete answer.
	 *
	 * @param headers the first value of each header, unchecked; names in lower case
	 */
	@SuppressWarnings("ArrayRecordComponent")
	record Answered(int status, Map<String, String> headers, byte[] body) implements Delivery {
	}

}
