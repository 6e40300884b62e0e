package rootpassword.export;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.zip.GZIPOutputStream;

import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.common.export.HttpResponse;
import io.opentelemetry.sdk.common.export.HttpSender;
import io.opentelemetry.sdk.common.export.MessageWriter;
import org.jspecify.annotations.Nullable;

/**
 * Sends the batches that OpenTelemetry's exporter has encoded. The sender of the library
 * would follow redirects, of which some lose the body and still end with 200.
 */
final class OtlpSender implements HttpSender {

	private final Post post;

	private final boolean compressed;

	private final Map<String, String> headers = new HashMap<>();

	private @Nullable IOException failure;

	private boolean confirmed;

	OtlpSender(Post post, Map<String, String> headers, boolean compressed) {
		this.post = post;
		this.compressed = compressed;
		this.headers.putAll(headers);
		if (compressed) {
			this.headers.put("Content-Encoding", "gzip");
		}
		this.headers.put("Content-Type", "application/x-protobuf");
	}

	/**
	 * Sends before it returns. The exporter always hears of a success: it would log each
	 * failure, which {@link Exporter} does better.
	 */
	@Override
	public void send(MessageWriter message, Consumer<HttpResponse> onResponse, Consumer<Throwable> onError) {
		try {
			ByteArrayOutputStream body = new ByteArrayOutputStream(message.getContentLength());
			try (OutputStream output = this.compressed ? new GZIPOutputStream(body) : body) {
				message.writeMessage(output);
			}
			byte[] answer = this.post.send(this.headers, body.toByteArray())
				.orElseThrow(() -> new IOException("the answer is too long or incomplete"));
			if (OtlpAnswer.rejects(answer)) {
				throw new IOException("the collector rejects records");
			}
			this.confirmed = true;
		}
		catch (IOException ex) {
			this.failure = ex;
		}
		onResponse.accept(new Heard());
	}

	/**
	 * Runs the exporter, and checks that its message has arrived.
	 * @throws IOException if it has not, or was never sent
	 */
	void confirm(Runnable export) throws IOException {
		this.failure = null;
		this.confirmed = false;
		export.run();
		if (!this.confirmed) {
			throw (this.failure != null) ? this.failure : new IOException("not sent");
		}
	}

	@Override
	public CompletableResultCode shutdown() {
		return CompletableResultCode.ofSuccess();
	}

	/**
	 * The answer for the exporter: the batch has arrived.
	 */
	private record Heard() implements HttpResponse {

		@Override
		public int getStatusCode() {
			return 200;
		}

		@Override
		public String getStatusMessage() {
			return "OK";
		}

		@Override
		public byte[] getResponseBody() {
			return new byte[0];
		}

	}

}
