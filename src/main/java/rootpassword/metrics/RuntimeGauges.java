package rootpassword.metrics;

import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import org.jspecify.annotations.Nullable;

/**
 * Metrics of values that pass no port of the core. They are read at each scrape.
 *
 * @param sweptAttempts attempts that were still open after their lease
 * @param clockJumps jumps of the database's clock
 * @param ledgerWritable whether the last probe could write to the ledger
 * @param trailPartitioned whether every row of the trail is in the partition of its
 * month, as of the last check
 * @param callersFileValid whether the callers file is valid, or there is none
 * @param age of the credentials, or {@code null} without credentials
 * @param remaining time of the credentials, or {@code null} if they do not end
 */
public record RuntimeGauges(LongSupplier sweptAttempts, LongSupplier clockJumps, BooleanSupplier ledgerWritable,
		BooleanSupplier trailPartitioned, BooleanSupplier callersFileValid, Supplier<@Nullable Duration> age,
		Supplier<@Nullable Duration> remaining, LongSupplier renewals, LongSupplier failures) implements MeterBinder {

	@Override
	public void bindTo(MeterRegistry registry) {
		counter("root.password.attempts.swept", "Attempts that were found open after their lease", this.sweptAttempts)
			.register(registry);
		counter("root.password.ledger.clock.jumps",
				"Jumps of the database's clock, after which nothing is sent for a time", this.clockJumps)
			.register(registry);
		flag("root.password.ledger.writable", "Whether the ledger could be written at the last probe",
				this.ledgerWritable)
			.register(registry);
		flag("root.password.trail.partitioned", "Whether every row of the trail is in the partition of its month",
				this.trailPartitioned)
			.register(registry);
		flag("root.password.callers.file.valid", "Whether the callers file is valid, or there is none",
				this.callersFileValid)
			.register(registry);
		seconds("root.password.credentials.age", "Time since the credentials were received", this.age)
			.register(registry);
		seconds("root.password.credentials.remaining", "Time until the credentials end, if they do", this.remaining)
			.register(registry);
		String refreshes = "root.password.credentials.refreshes";
		String description = "Requests for temporary credentials";
		counter(refreshes, description, this.renewals).tag("result", "ok").register(registry);
		counter(refreshes, description, this.failures).tag("result", "failed").register(registry);
	}

	private static FunctionCounter.Builder<LongSupplier> counter(String name, String description, LongSupplier value) {
		return FunctionCounter.builder(name, value, LongSupplier::getAsLong).description(description);
	}

	private static Gauge.Builder<?> flag(String name, String description, BooleanSupplier value) {
		return Gauge.builder(name, () -> value.getAsBoolean() ? 1 : 0).description(description);
	}

	private static Gauge.Builder<?> seconds(String name, String description, Supplier<@Nullable Duration> value) {
		return Gauge.builder(name, () -> {
			Duration time = value.get();
			return (time != null) ? time.toMillis() / 1000.0 : Double.NaN;
		}).description(description).baseUnit("seconds");
	}

}
