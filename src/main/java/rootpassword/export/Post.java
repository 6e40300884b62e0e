package rootpassword.export;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

import rootpassword.http.CappedBody;

/**
 * Posts to a destination, without redirects. It trusts nothing of the answer but the
 * status, and reads only as much of the body as keeps the connection usable.
 */
final class Post implements AutoCloseable {

	/** From connect to the last byte. */
	static final Duration DEADLINE = Duration.ofSeconds(10);

	private static final int MAX_ANSWER = 16 * 1024;

	private final HttpClient http = HttpClient.newBuilder()
		.version(HttpClient.Version.HTTP_1_1)
		.followRedirects(HttpClient.Redirect.NEVER)
		.connectTimeout(DEADLINE)
		.build();

	private final URI url;

	private final Duration deadline;

	Post(URI url, Duration deadline) {
		this.url = url;
		this.deadline = deadline;
	}

	/**
	 * Posts a body.
	 * @return the body of the answer, or nothing if it is too long or incomplete
	 * @throws RefusedException if the status is not 2xx
	 * @throws IOException if there is no status before the deadline
	 */
	byte[] send(Map<String, String> headers, byte[] body) throws IOException {
		HttpRequest.Builder request = HttpRequest.newBuilder(this.url)
			.POST(HttpRequest.BodyPublishers.ofByteArray(body));
		try {
			headers.forEach(request::header);
		}
		catch (IllegalArgumentException ex) {
			// Its message quotes the value, which may be a token
			throw new IOException("a header has an invalid name or value");
		}
		AtomicInteger status = new AtomicInteger();
		CompletableFuture<HttpResponse<byte[]>> exchange = this.http.sendAsync(request.build(), (head) -> {
			status.set(head.statusCode());
			return new CappedBody(MAX_ANSWER);
		});
		try {
			return confirmed(status, exchange.get(this.deadline.toMillis(), TimeUnit.MILLISECONDS).body());
		}
		catch (TimeoutException | ExecutionException ex) {
			if (status.get() == 0) {
				throw new IOException(
						(ex instanceof TimeoutException) ? "no answer in time" : String.valueOf(ex.getCause()), ex);
			}
			// A body that is endless or broken changes nothing about the status
			return confirmed(status, new byte[0]);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new InterruptedIOException();
		}
		finally {
			exchange.cancel(true);
		}
	}

	private static byte[] confirmed(AtomicInteger status, byte[] answer) throws RefusedException {
		if (status.get() < 200 || status.get() > 299) {
			throw new RefusedException(status.get());
		}
		return answer;
	}

	@Override
	public void close() {
		this.http.shutdownNow();
	}

}
