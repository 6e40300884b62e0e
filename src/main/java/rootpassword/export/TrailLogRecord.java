package rootpassword.export;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.AttributesBuilder;
import io.opentelemetry.api.logs.Severity;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanId;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceId;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.sdk.common.InstrumentationScopeInfo;
import io.opentelemetry.sdk.logs.data.Body;
import io.opentelemetry.sdk.logs.data.LogRecordData;
import io.opentelemetry.sdk.resources.Resource;
import rootpassword.export.ocsf.RowFacts;
import rootpassword.reset.history.SealedRow;

/**
 * A row of the trail as a log record.
 *
 * @param origin the name of the log
 * @param text the row in OCSF
 */
record TrailLogRecord(SealedRow row, Resource resource, String origin, String text) implements LogRecordData {

	private static final InstrumentationScopeInfo SCOPE = InstrumentationScopeInfo.create("root-password.trail");

	@Override
	public Resource getResource() {
		return this.resource;
	}

	@Override
	public InstrumentationScopeInfo getInstrumentationScopeInfo() {
		return SCOPE;
	}

	@Override
	public long getTimestampEpochNanos() {
		return ChronoUnit.NANOS.between(Instant.EPOCH, RowFacts.time(this.row));
	}

	/** The trail has observed the event when it recorded it. */
	@Override
	public long getObservedTimestampEpochNanos() {
		return ChronoUnit.NANOS.between(Instant.EPOCH, this.row.at());
	}

	@Override
	public SpanContext getSpanContext() {
		String trace = this.row.text("trace_id");
		return (trace != null && TraceId.isValid(trace)) ? new Trace(trace) : SpanContext.getInvalid();
	}

	@Override
	public Severity getSeverity() {
		return switch (rootpassword.export.ocsf.Severity.of(this.row)) {
			case INFORMATIONAL -> Severity.INFO;
			case LOW, MEDIUM -> Severity.WARN;
			case HIGH -> Severity.ERROR;
		};
	}

	@Override
	public String getSeverityText() {
		return getSeverity().name();
	}

	@Override
	public String getEventName() {
		return "root-password.trail." + this.row.text("event");
	}

	@Override
	@SuppressWarnings("deprecation")
	public Body getBody() {
		return Body.string(this.text);
	}

	@Override
	public Attributes getAttributes() {
		AttributesBuilder attributes = Attributes.builder()
			.put("root_password.origin", this.origin)
			.put("root_password.index", this.row.index())
			.put("root_password.leaf_hash", this.row.leafHash());
		this.row.columns().forEach((column, value) -> {
			if (value instanceof String text) {
				attributes.put("root_password." + column, text);
			}
			else if (value instanceof Long number) {
				attributes.put("root_password." + column, number);
			}
		});
		// The names of OpenTelemetry's own conventions
		attributes.put("client.address", this.row.text("source_address"));
		attributes.put("user.name", RowFacts.user(this.row));
		return attributes.build();
	}

	@Override
	public int getTotalAttributeCount() {
		return getAttributes().size();
	}

	/**
	 * The row knows the trace, and no span.
	 */
	private record Trace(String id) implements SpanContext {

		@Override
		public String getTraceId() {
			return this.id;
		}

		@Override
		public String getSpanId() {
			return SpanId.getInvalid();
		}

		@Override
		public TraceFlags getTraceFlags() {
			return TraceFlags.getDefault();
		}

		@Override
		public TraceState getTraceState() {
			return TraceState.getDefault();
		}

		@Override
		public boolean isRemote() {
			return false;
		}

	}

}
