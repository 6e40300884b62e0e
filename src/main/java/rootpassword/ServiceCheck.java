package rootpassword;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/**
 * Calls a running service from outside, for {@code helm test}: an image without a shell
 * has nothing else to do it with. It comes without credentials, so the service must ask
 * for them, as itself and not as some proxy.
 */
public final class ServiceCheck {

	private static final Duration PATIENCE = Duration.ofSeconds(10);

	private static final String QUESTION = "urn:problem-type:root-password:unauthenticated";

	private ServiceCheck() {
	}

	/**
	 * Ends normally if the service answers as it should, and with an exception otherwise.
	 * @param arguments the address of the service, such as {@code http://root-password}
	 */
	public static void main(String... arguments) throws IOException, InterruptedException {
		URI uri = URI.create(arguments[0]).resolve("/instances/dds-servicecheck/root-password");
		try (HttpClient client = HttpClient.newBuilder().connectTimeout(PATIENCE).build()) {
			HttpResponse<String> answer = client.send(HttpRequest.newBuilder(uri)
				.timeout(PATIENCE)
				.header("Content-Type", "application/json")
				.POST(HttpRequest.BodyPublishers.ofString("{}"))
				.build(), HttpResponse.BodyHandlers.ofString());
			if (answer.statusCode() != 401 || !answer.body().contains(QUESTION)) {
				throw new IllegalStateException(uri + " answered " + answer.statusCode() + ", not " + QUESTION);
			}
		}
		System.out.println(uri + " answered as it should");
	}

}
