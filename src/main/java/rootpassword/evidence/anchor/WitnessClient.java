package rootpassword.evidence.anchor;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import rootpassword.evidence.note.SignedNote;
import rootpassword.evidence.tree.Hash;
import rootpassword.http.AtMostOnceClient;
import rootpassword.http.Delivery.Answered;
import rootpassword.http.Delivery.Unanswered;
import rootpassword.http.Delivery.Unsent;
import rootpassword.reset.Deadline;

/**
 * Calls {@code add-checkpoint} of a C2SP tlog-witness.
 */
final class WitnessClient {

	private static final Map<String, String> HEADERS = Map.of("Content-Type", "text/plain; charset=utf-8");

	private final AtMostOnceClient http;

	private final URI uri;

	private final Duration deadline;

	/**
	 * A client.
	 * @param deadline the time from connect to the last byte
	 */
	WitnessClient(URI url, Duration deadline) {
		this.uri = URI.create(url.toString().replaceFirst("/*$", "/add-checkpoint"));
		this.deadline = deadline;
		this.http = new AtMostOnceClient(deadline);
	}

	/**
	 * Submits a checkpoint.
	 * @param oldSize the size that the witness has cosigned last
	 * @param proof that the tree of the checkpoint begins with those leaves
	 */
	Answer add(long oldSize, List<Hash> proof, SignedNote checkpoint) throws IOException {
		String body = "old " + oldSize + "\n"
				+ proof.stream().map((hash) -> hash.base64() + "\n").collect(Collectors.joining()) + "\n" + checkpoint;
		return switch (this.http.post(this.uri, HEADERS, body.getBytes(StandardCharsets.UTF_8),
				Deadline.in(this.deadline))) {
			case Answered answered ->
				new Answer(answered.status(), new String(answered.body(), StandardCharsets.UTF_8));
			case Unanswered(String cause, int status) -> throw new IOException(cause);
			case Unsent(String cause) -> throw new IOException(cause);
		};
	}

	/**
	 * The answer of the witness.
	 */
	record Answer(int status, String text) {
	}

}
