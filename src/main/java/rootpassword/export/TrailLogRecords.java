package rootpassword.export;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.List;

import com.google.protobuf.ByteString;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.TraceId;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest;
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

/** Rows of the trail as log records of OTLP. The body is the row in OCSF. */
final class TrailLogRecords {

	private static final String NAME = "root-password.trail";

	private final Resource service;

	private final String origin;

	private final AccountChange ocsf;

	TrailLogRecords(Attributes service, String origin) {
		Resource.Builder resource = Resource.newBuilder();
		service.forEach((key, value) -> resource.addAttributes(attribute(key.getKey(), value)));
		this.service = resource.build();
		this.origin = origin;
		this.ocsf = new AccountChange(origin);
	}

	ExportLogsServiceRequest of(List<SealedRow> rows) {
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
			.addAttributes(attribute("root_password.origin", this.origin))
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
