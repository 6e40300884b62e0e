package rootpassword.metrics;

import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;

/**
 * Metrics of the evidence.
 *
 * @param unsealedAge of the oldest row of the trail without a checkpoint, at most
 * @param fileFailures checkpoints that did not reach the anchor file
 * @param witnessFailures failed requests for a cosignature
 * @param fileConflict whether the file knows a larger or another tree than the ledger
 * @param witnessConflict the same of a witness
 */
public record EvidenceGauges(Supplier<Duration> unsealedAge, LongSupplier fileFailures, LongSupplier witnessFailures,
		BooleanSupplier fileConflict, BooleanSupplier witnessConflict) implements MeterBinder {

	@Override
	public void bindTo(MeterRegistry registry) {
		Gauge.builder("root.password.evidence.unsealed.age", () -> this.unsealedAge.get().toMillis() / 1000.0)
			.description("Age of the oldest row of the audit trail without a signed checkpoint, at most")
			.baseUnit("seconds")
			.register(registry);
		failures("file", this.fileFailures).register(registry);
		failures("witness", this.witnessFailures).register(registry);
		conflict("file", this.fileConflict).register(registry);
		conflict("witness", this.witnessConflict).register(registry);
	}

	private static Gauge.Builder<?> conflict(String anchor, BooleanSupplier value) {
		return Gauge.builder("root.password.evidence.conflict", () -> value.getAsBoolean() ? 1 : 0)
			.description("Whether an anchor knows a larger or another tree than the ledger")
			.tag("anchor", anchor);
	}

	private static FunctionCounter.Builder<LongSupplier> failures(String anchor, LongSupplier value) {
		return FunctionCounter.builder("root.password.evidence.anchor.failures", value, LongSupplier::getAsLong)
			.description("Checkpoints that did not reach an anchor")
			.tag("anchor", anchor);
	}

}
