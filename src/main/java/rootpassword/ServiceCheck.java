package rootpassword;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/**
 * Calls a running service, for {@code helm test}; the image has no shell. The call has no
 * credentials, so the service must answer with its own 401 problem. A proxy's 401 fails.
 */
public final class ServiceCheck {

	private static final Duration TIMEOUT = Duration.ofSeconds(10);

	private static final String UNAUTHENTICATED = "urn:problem-type:root-password:unauthenticated";

	private ServiceCheck() {
	}

	/**
	 * The argument is the address of the service, such as {@code http://root-password}.
	 */
	public static void main(String... arguments) throws IOException, InterruptedException {
		URI uri = URI.create(arguments[0]).resolve("/instances/dds-servicecheck/root-password");
		try (HttpClient client = HttpClient.newBuilder().connectTimeout(TIMEOUT).build()) {
			HttpResponse<String> answer = client.send(HttpRequest.newBuilder(uri)
				.timeout(TIMEOUT)
				.header("Content-Type", "application/json")
				.POST(HttpRequest.BodyPublishers.ofString("{}"))
				.build(), HttpResponse.BodyHandlers.ofString());
			if (answer.statusCode() != 401 || !answer.body().contains(UNAUTHENTICATED)) {
				throw new IllegalStateException(uri + " answered " + answer.statusCode() + ", not " + UNAUTHENTICATED);
			}
		}
		System.out.println(uri + " answered 401, as expected");
	}

}
