package rootpassword.alibaba.credentials;

import java.net.URI;
import java.time.InstantSource;
import java.util.Map;

import rootpassword.alibaba.credentials.AccessKeys.NoCredentialsException;
import rootpassword.alibaba.transport.StrictJson;
import rootpassword.http.AtMostOnceClient;
import rootpassword.http.Delivery.Answered;
import rootpassword.http.Delivery.Unanswered;
import rootpassword.http.Delivery.Unsent;
import rootpassword.reset.Deadline;
import tools.jackson.databind.JsonNode;

/** Sends requests to STS, version 2015-04-01, and reads the keys in its answers. */
record StsClient(AtMostOnceClient client, InstantSource clock) {

	static final String VERSION = "2015-04-01";

	/**
	 * Sends one request, and returns by the deadline.
	 * @throws NoCredentialsException if there is no answer with a valid key
	 */
	TemporaryKey fetch(URI address, Map<String, String> headers, byte[] content, Deadline deadline)
			throws NoCredentialsException {
		return switch (this.client.post(address, headers, content, deadline)) {
			case Unsent(String cause) -> throw new NoCredentialsException(cause);
			case Unanswered(String cause, int status) -> throw new NoCredentialsException(cause);
			case Answered answered -> read(answered);
		};
	}

	private TemporaryKey read(Answered answered) throws NoCredentialsException {
		JsonNode body = StrictJson.object(answered.body());
		if (answered.status() != 200) {
			throw NoCredentialsException.refused(answered.status(), StrictJson.word(body, "Code"));
		}
		return TemporaryKey.read((body != null) ? body.get("Credentials") : null, this.clock.instant());
	}

}
