package rootpassword.export;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;

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

	private final Map<String, String> headers = new HashMap<>();

	private @Nullable IOException failure;

	private boolean confirmed;

	OtlpSender(Post post, Map<String, String> headers) {
		this.post = post;
		this.headers.putAll(headers);
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
			message.writeMessage(body);
			if (rejects(this.post.send(this.headers, body.toByteArray()))) {
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

	/**
	 * Whether the answer tells of a partial success: its first field is a message, whose
	 * first field is the number of rejected records.
	 */
	private static boolean rejects(byte[] answer) {
		int message = (answer.length > 1 && answer[1] < 0) ? 3 : 2;
		return answer.length > message + 1 && answer[0] == 0x0a && answer[message] == 0x08 && answer[message + 1] != 0;
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
