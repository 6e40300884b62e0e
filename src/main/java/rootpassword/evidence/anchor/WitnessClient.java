package rootpassword.evidence.anchor;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;

import rootpassword.evidence.note.SignedNote;
import rootpassword.evidence.tree.Hash;
import rootpassword.http.CappedBody;

/**
 * Calls {@code add-checkpoint} of a C2SP tlog-witness, without redirects.
 */
final class WitnessClient implements AutoCloseable {

	private static final int MAX_BYTES = 16 * 1024;

	private final HttpClient http;

	private final URI uri;

	private final Duration deadline;

	/**
	 * A client.
	 * @param deadline the time from connect to the last byte
	 */
	WitnessClient(URI url, Duration deadline) {
		this.uri = URI.create(url.toString().replaceFirst("/*$", "/add-checkpoint"));
		this.deadline = deadline;
		this.http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(deadline).build();
	}

	/**
	 * Submits a checkpoint.
	 * @param oldSize the size that the witness has cosigned last
	 * @param proof that the tree of the checkpoint begins with those leaves
	 */
	Answer add(long oldSize, List<Hash> proof, SignedNote checkpoint) throws IOException {
		String body = "old " + oldSize + "\n"
				+ proof.stream().map((hash) -> hash.base64() + "\n").collect(Collectors.joining()) + "\n" + checkpoint;
		CompletableFuture<HttpResponse<byte[]>> exchange = this.http.sendAsync(HttpRequest.newBuilder(this.uri)
			.header("Content-Type", "text/plain; charset=utf-8")
			.POST(HttpRequest.BodyPublishers.ofString(body))
			.build(), (head) -> new CappedBody(MAX_BYTES));
		try {
			HttpResponse<byte[]> response = exchange.get(this.deadline.toMillis(), TimeUnit.MILLISECONDS);
			return new Answer(response.statusCode(), new String(response.body(), StandardCharsets.UTF_8));
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

	@Override
	public void close() {
		this.http.shutdownNow();
	}

	/**
	 * The answer of the witness.
	 */
	record Answer(int status, String text) {
	}

}
