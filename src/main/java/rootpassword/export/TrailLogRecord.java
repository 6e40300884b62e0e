package rootpassword.export;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.AttributesBuilder;
import io.opentelemetry.api.logs.Severity;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.sdk.common.InstrumentationScopeInfo;
import io.opentelemetry.sdk.logs.data.Body;
import io.opentelemetry.sdk.logs.data.LogRecordData;
import io.opentelemetry.sdk.resources.Resource;
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
		return ChronoUnit.NANOS.between(Instant.EPOCH, this.row.at());
	}

	/** The trail has observed the event when it recorded it. */
	@Override
	public long getObservedTimestampEpochNanos() {
		return getTimestampEpochNanos();
	}

	/** The row knows the trace, and no span. */
	@Override
	public SpanContext getSpanContext() {
		return SpanContext.getInvalid();
	}

	@Override
	public Severity getSeverity() {
		return Severity.INFO;
	}

	@Override
	public String getSeverityText() {
		return "INFO";
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
		return attributes.build();
	}

	@Override
	public int getTotalAttributeCount() {
		return 3 + this.row.columns().size();
	}

}
