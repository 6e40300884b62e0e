package rootpassword.metrics;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.TimeGauge;
import io.micrometer.core.instrument.binder.MeterBinder;
import org.jspecify.annotations.Nullable;

/**
 * What no port shows: read from whoever knows it when somebody looks.
 *
 * @param swept attempts that were found open after their lease
 * @param writable whether the ledger could be written at the last probe
 * @param callersFileValid whether the callers file holds as it is now
 * @param age of the credentials, if there are any
 * @param remaining life of the credentials, if they end
 */
public record RuntimeGauges(LongSupplier swept, BooleanSupplier writable, BooleanSupplier callersFileValid,
		Supplier<@Nullable Duration> age, Supplier<@Nullable Duration> remaining, LongSupplier renewals,
		LongSupplier failures) implements MeterBinder {

	@Override
	public void bindTo(MeterRegistry registry) {
		counter("root.password.attempts.swept", "Attempts that were found open after their lease", this.swept)
			.register(registry);
		flag(registry, "root.password.ledger.writable", "Whether the ledger could be written at the last probe",
				this.writable);
		flag(registry, "root.password.callers.file.valid",
				"Whether the callers file holds as it is now, or there is none", this.callersFileValid);
		seconds(registry, "root.password.credentials.age", "Time since the credentials came", this.age);
		seconds(registry, "root.password.credentials.remaining", "Time until the credentials end, if they do",
				this.remaining);
		String refreshes = "root.password.credentials.refreshes";
		String description = "Times that temporary credentials were asked for";
		counter(refreshes, description, this.renewals).tag("result", "ok").register(registry);
		counter(refreshes, description, this.failures).tag("result", "failed").register(registry);
	}

	private static FunctionCounter.Builder<LongSupplier> counter(String name, String description, LongSupplier value) {
		return FunctionCounter.builder(name, value, LongSupplier::getAsLong).description(description);
	}

	private static void flag(MeterRegistry registry, String name, String description, BooleanSupplier value) {
		Gauge.builder(name, () -> value.getAsBoolean() ? 1 : 0).description(description).register(registry);
	}

	private static void seconds(MeterRegistry registry, String name, String description,
			Supplier<@Nullable Duration> value) {
		TimeGauge.builder(name, () -> {
			Duration time = value.get();
			return (time != null) ? time.toMillis() : Double.NaN;
		}, TimeUnit.MILLISECONDS).description(description).register(registry);
	}

}
