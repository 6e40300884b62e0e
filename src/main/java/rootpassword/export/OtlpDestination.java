package rootpassword.export;

import java.io.IOException;
import java.time.Duration;
import java.util.List;

import io.opentelemetry.api.metrics.MeterProvider;
import io.opentelemetry.common.ComponentLoader;
import io.opentelemetry.exporter.otlp.http.logs.OtlpHttpLogRecordExporter;
import io.opentelemetry.sdk.common.export.HttpSenderProvider;
import io.opentelemetry.sdk.logs.data.LogRecordData;
import io.opentelemetry.sdk.resources.Resource;
import rootpassword.export.ocsf.AccountChange;
import rootpassword.reset.history.SealedRow;
import tools.jackson.databind.json.JsonMapper;

/**
 * A collector, which gets one log record for each row. OpenTelemetry's exporter encodes
 * the records.
 */
final class OtlpDestination implements Destination {

	private final OtlpSender sender;

	private final OtlpHttpLogRecordExporter exporter;

	private final Resource resource;

	private final String origin;

	private final AccountChange ocsf;

	OtlpDestination(OtlpEndpoint endpoint, Resource resource, String origin, Duration deadline) {
		this.sender = new OtlpSender(new Post(endpoint.url(), deadline), endpoint.headers(), endpoint.compressed());
		this.exporter = OtlpHttpLogRecordExporter.builder()
			.setEndpoint(endpoint.url().toString())
			.setMeterProvider(MeterProvider.noop())
			.setComponentLoader(new ComponentLoader() {
				@Override
				public <T> Iterable<T> load(Class<T> type) {
					HttpSenderProvider provider = (config) -> OtlpDestination.this.sender;
					return type.isInstance(provider) ? List.of(type.cast(provider)) : List.of();
				}
			})
			.build();
		this.resource = resource;
		this.origin = origin;
		this.ocsf = new AccountChange(origin);
	}

	@Override
	public String name() {
		return "otlp";
	}

	@Override
	public void send(List<SealedRow> rows) throws IOException {
		List<LogRecordData> records = rows.stream().map(this::logRecord).toList();
		this.sender.confirm(() -> this.exporter.export(records));
	}

	private LogRecordData logRecord(SealedRow row) {
		return new TrailLogRecord(row, this.resource, this.origin,
				JsonMapper.shared().writeValueAsString(this.ocsf.of(row)));
	}

}
