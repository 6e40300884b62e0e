package bench;

import java.io.IOException;
import java.util.UUID;

/**
 * A client of the facade with one keep-alive connection and one instance.
 */
final class ResetClient implements AutoCloseable {

	static final String TOKEN = "bench-token-bench-token-bench-token";

	private static final int TIMEOUT_MILLIS = 30_000;

	private static final String BODY = "{\"password\":\"Tr0ub4dor&3\",\"reason\":\"bench\"}";

	private final int port;

	private final String start;

	private final boolean keys;

	private Wire wire;

	/**
	 * Creates a client.
	 * @param keys whether each request has a new idempotency key
	 */
	ResetClient(int port, String instance, boolean keys) {
		this.port = port;
		this.start = "POST /instances/" + instance + "/root-password HTTP/1.1\r\nHost: 127.0.0.1:" + port
				+ "\r\nAuthorization: Bearer " + TOKEN + "\r\nContent-Type: application/json\r\nContent-Length: "
				+ BODY.length() + "\r\n";
		this.keys = keys;
	}

	/** Sends a reset and returns the status of the answer. */
	int reset() throws IOException {
		try {
			if (this.wire == null) {
				this.wire = Wire.to(this.port);
				this.wire.timeout(TIMEOUT_MILLIS);
			}
			String key = this.keys ? "Idempotency-Key: \"" + UUID.randomUUID() + "\"\r\n" : "";
			this.wire.write(this.start + key + "\r\n" + BODY);
			Wire.Message answer = this.wire.read();
			if (answer.last()) {
				close();
			}
			return answer.status();
		}
		catch (IOException ex) {
			close();
			throw ex;
		}
	}

	@Override
	public void close() throws IOException {
		if (this.wire != null) {
			this.wire.close();
			this.wire = null;
		}
	}

}
