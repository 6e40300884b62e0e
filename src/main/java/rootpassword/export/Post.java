package rootpassword.export;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

import org.jspecify.annotations.Nullable;
import rootpassword.http.AtMostOnceClient;
import rootpassword.http.Delivery.Answered;
import rootpassword.http.Delivery.Unanswered;
import rootpassword.http.Delivery.Unsent;
import rootpassword.reset.Deadline;

final class Post {

	/** From connect to the last byte. */
	static final Duration DEADLINE = Duration.ofSeconds(10);

	private final AtMostOnceClient http;

	private final URI url;

	private final Duration deadline;

	Post(URI url, Duration deadline) {
		this.http = new AtMostOnceClient(deadline);
		this.url = url;
		this.deadline = deadline;
	}

	/**
	 * Posts a body, which is erased.
	 * @return the body of the answer; empty if it is too long or incomplete
	 * @throws RefusedException if the status is not 2xx
	 * @throws IOException if there is no status before the deadline
	 */
	Optional<byte[]> send(Map<String, String> headers, byte[] body) throws IOException {
		return switch (this.http.post(this.url, headers, body, Deadline.in(this.deadline))) {
			case Answered answered -> {
				check(answered.status(), answered.headers().get("retry-after"));
				yield Optional.of(answered.body());
			}
			// A body that is endless or broken changes nothing about the status
			case Unanswered(String cause, int status) when status != 0 -> {
				check(status, null);
				yield Optional.empty();
			}
			case Unanswered unanswered -> throw new IOException(unanswered.cause());
			case Unsent unsent -> throw new IOException(unsent.cause());
		};
	}

	private static void check(int status, @Nullable String retryAfter) throws RefusedException {
		if (status < 200 || status > 299) {
			throw new RefusedException(status, retryAfter);
		}
	}

}
