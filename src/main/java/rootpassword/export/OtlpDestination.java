package rootpassword.export;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.TraceId;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceResponse;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.InstrumentationScope;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.logs.v1.LogRecord;
import io.opentelemetry.proto.logs.v1.ResourceLogs;
import io.opentelemetry.proto.logs.v1.ScopeLogs;
import io.opentelemetry.proto.logs.v1.SeverityNumber;
import io.opentelemetry.proto.resource.v1.Resource;
import org.jspecify.annotations.Nullable;
import rootpassword.export.ocsf.AccountChange;
import rootpassword.export.ocsf.RowFacts;
import rootpassword.reset.evidence.SealedRow;
import tools.jackson.databind.json.JsonMapper;

/**
 * A collector of OpenTelemetry, which gets one log record for each row, with the row in
 * OCSF as its body. It confirms the records by a message: a status alone may come from a
 * proxy or a login page.
 */
record OtlpDestination(OtlpEndpoint endpoint, Post post, Resource service, AccountChange ocsf) implements Destination {

	private static final String NAME = "root-password.trail";

	OtlpDestination(OtlpEndpoint endpoint, Attributes service, AccountChange ocsf, Duration deadline) {
		this(endpoint, new Post(endpoint.url(), deadline), resource(service), ocsf);
	}

	private static Resource resource(Attributes service) {
		Resource.Builder resource = Resource.newBuilder();
		service.forEach((key, value) -> resource.addAttributes(attribute(key.getKey(), value)));
		return resource.build();
	}

	@Override
	public String name() {
		return "otlp";
	}

	@Override
	public void send(List<SealedRow> rows) throws IOException {
		Map<String, String> headers = new HashMap<>(this.endpoint.headers());
		headers.put("Content-Type", "application/x-protobuf");
		if (this.endpoint.compressed()) {
			headers.put("Content-Encoding", "gzip");
		}
		ByteArrayOutputStream body = new ByteArrayOutputStream();
		try (OutputStream output = this.endpoint.compressed() ? new GZIPOutputStream(body) : body) {
			request(rows).writeTo(output);
		}
		byte[] answer = this.post.send(headers, body.toByteArray())
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

	private ExportLogsServiceRequest request(List<SealedRow> rows) {
		ScopeLogs.Builder logs = ScopeLogs.newBuilder().setScope(InstrumentationScope.newBuilder().setName(NAME));
		rows.forEach((row) -> logs.addLogRecords(logRecord(row)));
		return ExportLogsServiceRequest.newBuilder()
			.addResourceLogs(ResourceLogs.newBuilder().setResource(this.service).addScopeLogs(logs))
			.build();
	}

	private LogRecord logRecord(SealedRow row) {
		SeverityNumber severity = switch (RowFacts.severity(row)) {
			case INFORMATIONAL -> SeverityNumber.SEVERITY_NUMBER_INFO;
			case LOW, MEDIUM -> SeverityNumber.SEVERITY_NUMBER_WARN;
			case HIGH -> SeverityNumber.SEVERITY_NUMBER_ERROR;
		};
		LogRecord.Builder log = LogRecord.newBuilder()
			.setTimeUnixNano(nanos(RowFacts.time(row)))
			// The trail has observed the event when it recorded it
			.setObservedTimeUnixNano(nanos(row.at()))
			.setSeverityNumber(severity)
			.setSeverityText(severity.name().replace("SEVERITY_NUMBER_", ""))
			.setEventName(NAME + "." + row.text("event"))
			.setBody(value(JsonMapper.shared().writeValueAsString(this.ocsf.of(row))))
			.addAttributes(attribute("root_password.origin", this.ocsf.origin()))
			.addAttributes(attribute("root_password.index", row.index()))
			.addAttributes(attribute("root_password.leaf_hash", row.leafHash()));
		row.columns().forEach((column, value) -> log.addAttributes(attribute("root_password." + column, value)));
		// The names of OpenTelemetry's own conventions
		addIfPresent(log, "client.address", row.text("source_address"));
		addIfPresent(log, "user.name", RowFacts.user(row));
		String trace = row.text("trace_id");
		if (trace != null && TraceId.isValid(trace)) {
			log.setTraceId(ByteString.copyFrom(HexFormat.of().parseHex(trace)));
		}
		return log.build();
	}

	private static void addIfPresent(LogRecord.Builder log, String name, @Nullable String value) {
		if (value != null) {
			log.addAttributes(attribute(name, value));
		}
	}

	private static KeyValue attribute(String name, Object value) {
		return KeyValue.newBuilder().setKey(name).setValue(value(value)).build();
	}

	private static AnyValue value(Object value) {
		AnyValue.Builder any = AnyValue.newBuilder();
		return ((value instanceof Long number) ? any.setIntValue(number) : any.setStringValue(value.toString()))
			.build();
	}

	private static long nanos(Instant time) {
		return ChronoUnit.NANOS.between(Instant.EPOCH, time);
	}

}
