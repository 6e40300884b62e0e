package rootpassword.security.token;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import rootpassword.http.CappedBody;

/**
 * Fetches a document of at most 256 KiB within two seconds, without redirects.
 */
final class IssuerClient {

	/** The time from connect to the last byte. */
	static final Duration DEADLINE = Duration.ofSeconds(2);

	private static final int MAX_BYTES = 256 * 1024;

	private final HttpClient http = HttpClient.newBuilder()
		.version(HttpClient.Version.HTTP_1_1)
		.connectTimeout(DEADLINE)
		.build();

	String get(URI uri) throws IOException {
		HttpRequest request = HttpRequest.newBuilder(uri).header("Accept", "application/json").build();
		CompletableFuture<HttpResponse<byte[]>> exchange = this.http.sendAsync(request,
				(head) -> new CappedBody(MAX_BYTES));
		try {
			HttpResponse<byte[]> response = exchange.get(DEADLINE.toMillis(), TimeUnit.MILLISECONDS);
			if (response.statusCode() != 200) {
				throw new IOException("status " + response.statusCode());
			}
			return new String(response.body(), StandardCharsets.UTF_8);
		}
		catch (TimeoutException | ExecutionException ex) {
			throw new IOException((ex instanceof TimeoutException) ? "timeout" : String.valueOf(ex.getCause()), ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new InterruptedIOException();
		}
		finally {
			exchange.cancel(true);
		}
	}

}
