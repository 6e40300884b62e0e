package rootpassword.metrics;

import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;

/**
 * Metrics of the export of the trail. Without a destination there are none.
 */
public record ExportGauges(List<Stream> streams) implements MeterBinder {

	@Override
	public void bindTo(MeterRegistry registry) {
		this.streams.forEach((stream) -> {
			Gauge.builder("root.password.export.lag", () -> stream.lag.getAsLong())
				.description("Sealed rows of the trail that have not arrived")
				.baseUnit("rows")
				.tag("destination", stream.destination)
				.register(registry);
			Gauge.builder("root.password.export.age", () -> stream.age.get().toMillis() / 1000.0)
				.description("Age of the oldest row of the trail that has not arrived")
				.baseUnit("seconds")
				.tag("destination", stream.destination)
				.register(registry);
			Gauge.builder("root.password.export.stopped", () -> stream.stopped.getAsBoolean() ? 1 : 0)
				.description("Whether the destination wants no rows any more")
				.tag("destination", stream.destination)
				.register(registry);
			Gauge.builder("root.password.export.conflict", () -> stream.conflict.getAsBoolean() ? 1 : 0)
				.description("Whether the destination knows rows that the ledger does not have")
				.tag("destination", stream.destination)
				.register(registry);
			counter("root.password.export.rows", "Rows of the trail that this replica has sent", stream.sent, stream)
				.register(registry);
			counter("root.password.export.skipped", "Rows of archived months that were not sent", stream.skipped,
					stream)
				.register(registry);
			counter("root.password.export.failures", "Batches of rows that did not arrive", stream.failures, stream)
				.register(registry);
		});
	}

	private static FunctionCounter.Builder<LongSupplier> counter(String name, String description, LongSupplier value,
			Stream stream) {
		return FunctionCounter.builder(name, value, LongSupplier::getAsLong)
			.description(description)
			.tag("destination", stream.destination);
	}

	/**
	 * The values of one destination.
	 *
	 * @param lag sealed rows that have not arrived
	 * @param age of the oldest of them
	 * @param conflict whether the destination knows rows that the ledger does not have
	 * @param stopped whether it wants no rows any more
	 */
	public record Stream(String destination, LongSupplier lag, Supplier<Duration> age, LongSupplier sent,
			LongSupplier skipped, LongSupplier failures, BooleanSupplier conflict, BooleanSupplier stopped) {
	}

}
