package rootpassword.security.token;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;

import rootpassword.http.AtMostOnceClient;
import rootpassword.http.Delivery.Answered;
import rootpassword.http.Delivery.Unanswered;
import rootpassword.http.Delivery.Unsent;
import rootpassword.reset.Deadline;

/**
 * Fetches a document of at most 256 KiB within two seconds.
 */
final class IssuerClient {

	/** The time from connect to the last byte. */
	static final Duration DEADLINE = Duration.ofSeconds(2);

	private static final int MAX_BYTES = 256 * 1024;

	/** The API server of Kubernetes has its keys as application/jwk-set+json only. */
	private static final Map<String, String> HEADERS = Map.of("Accept", "application/json, application/jwk-set+json");

	private final AtMostOnceClient http = new AtMostOnceClient(DEADLINE, MAX_BYTES);

	String get(URI uri) throws IOException {
		return switch (this.http.get(uri, HEADERS, Deadline.in(DEADLINE))) {
			case Answered answered when answered.status() == 200 -> new String(answered.body(), StandardCharsets.UTF_8);
			case Answered answered -> throw new IOException("status " + answered.status());
			case Unanswered(String cause, int status) -> throw new IOException(cause);
			case Unsent(String cause) -> throw new IOException(cause);
		};
	}

}
