package rootpassword.export;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;

import com.google.protobuf.InvalidProtocolBufferException;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceResponse;
import rootpassword.reset.evidence.SealedRow;

/**
 * A collector of OpenTelemetry, which gets one log record for each row. It confirms the
 * records by a message: a status alone may come from a proxy or a login page.
 */
final class OtlpDestination implements Destination {

	private final Post post;

	private final boolean compressed;

	private final Map<String, String> headers = new HashMap<>();

	private final TrailLogRecords records;

	OtlpDestination(OtlpEndpoint endpoint, Attributes service, String origin, Duration deadline) {
		this.post = new Post(endpoint.url(), deadline);
		this.compressed = endpoint.compressed();
		this.headers.putAll(endpoint.headers());
		this.headers.put("Content-Type", "application/x-protobuf");
		if (this.compressed) {
			this.headers.put("Content-Encoding", "gzip");
		}
		this.records = new TrailLogRecords(service, origin);
	}

	@Override
	public String name() {
		return "otlp";
	}

	@Override
	public void send(List<SealedRow> rows) throws IOException {
		ByteArrayOutputStream body = new ByteArrayOutputStream();
		try (OutputStream output = this.compressed ? new GZIPOutputStream(body) : body) {
			this.records.of(rows).writeTo(output);
		}
		byte[] answer = this.post.send(this.headers, body.toByteArray())
			.orElseThrow(() -> new IOException("the answer is too long or incomplete"));
		if (rejectedRecords(answer) != 0) {
			throw new IOException("the collector rejects records");
		}
	}

	private static long rejectedRecords(byte[] answer) throws IOException {
		try {
			return ExportLogsServiceResponse.parseFrom(answer).getPartialSuccess().getRejectedLogRecords();
		}
		catch (InvalidProtocolBufferException ex) {
			throw new IOException("the answer is not that of a collector");
		}
	}

}
