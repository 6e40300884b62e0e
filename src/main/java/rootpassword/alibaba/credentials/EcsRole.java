package rootpassword.alibaba.credentials;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;
import rootpassword.alibaba.credentials.AccessKeys.NoCredentialsException;
import rootpassword.alibaba.transport.StrictJson;
import rootpassword.http.AtMostOnceClient;
import rootpassword.http.Delivery;
import rootpassword.http.Delivery.Answered;
import rootpassword.http.Delivery.Unanswered;
import rootpassword.http.Delivery.Unsent;
import rootpassword.reset.Deadline;
import tools.jackson.databind.JsonNode;

/**
 * Takes the key of the ECS instance's RAM role from the metadata service. Each key needs
 * a token from a PUT request (hardened mode), which a forged GET request cannot get.
 *
 * @param origin of the metadata service; any other than {@link #ORIGIN} is for tests
 * @param role the name of the role; {@code null} stands for the one that the instance has
 */
record EcsRole(String origin, @Nullable String role, AtMostOnceClient client,
		InstantSource clock) implements KeySource {

	static final String ORIGIN = "http://100.100.100.200";

	static final Pattern NAME = Pattern.compile("[A-Za-z0-9._-]{1,64}");

	/** The limit of each request; it is short, because the service is near. */
	static final Duration LIMIT = Duration.ofSeconds(1);

	private static final String ROLES = "/latest/meta-data/ram/security-credentials/";

	@Override
	public TemporaryKey fetch(Deadline deadline) throws NoCredentialsException {
		String token = text(this.client.put(address("/latest/api/token"),
				Map.of("X-aliyun-ecs-metadata-token-ttl-seconds", "60"), limit(deadline)), TemporaryKey.WORD);
		String name = (this.role != null) ? this.role : text(get(ROLES, token, deadline), NAME);
		JsonNode key = StrictJson.object(body(get(ROLES + name, token, deadline)));
		if (!"Success".equals(StrictJson.word(key, "Code"))) {
			throw new NoCredentialsException("HTTP 200 without a readable key");
		}
		return TemporaryKey.read(key, this.clock.instant());
	}

	private Delivery get(String path, String token, Deadline deadline) {
		return this.client.get(address(path), Map.of("X-aliyun-ecs-metadata-token", token), limit(deadline));
	}

	private URI address(String path) {
		return URI.create(this.origin + path);
	}

	private static Deadline limit(Deadline deadline) {
		return Deadline.in(LIMIT).orEarlier(deadline);
	}

	private static String text(Delivery delivery, Pattern pattern) throws NoCredentialsException {
		String text = new String(body(delivery), StandardCharsets.ISO_8859_1).strip();
		if (!pattern.matcher(text).matches()) {
			throw new NoCredentialsException("HTTP 200 without a readable text");
		}
		return text;
	}

	private static byte[] body(Delivery delivery) throws NoCredentialsException {
		return switch (delivery) {
			case Unsent(String cause) -> throw new NoCredentialsException(cause);
			case Unanswered(String cause, int status) -> throw new NoCredentialsException(cause);
			case Answered(int status, Map<String, String> headers, byte[] body) -> {
				if (status != 200) {
					throw new NoCredentialsException("HTTP " + status);
				}
				yield body;
			}
		};
	}

	@Override
	public String failure() {
		return "The metadata service gave no credentials";
	}

}
