package rootpassword.evidence.seal;

import java.time.Duration;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;

/**
 * How long the oldest row has been waiting for a checkpoint, as far as this replica
 * knows. Without a look at the table it grows.
 */
public final class SealingLag implements MeterBinder {

	private volatile long since = System.nanoTime();

	/** The age of the oldest row without a checkpoint, at most. */
	Duration age() {
		return Duration.ofNanos(System.nanoTime() - this.since);
	}

	@Override
	public void bindTo(MeterRegistry registry) {
		Gauge.builder("root.password.evidence.unsealed.age", () -> age().toMillis() / 1000.0)
			.description("Age of the oldest row of the audit trail without a signed checkpoint, at most")
			.baseUnit("seconds")
			.register(registry);
	}

	/** The oldest row that a look has found was this old. */
	void found(Duration age) {
		this.since = System.nanoTime() - age.toNanos();
	}

	/** All rows are sealed that were committed at this reading of the clock. */
	void caughtUp(long nanoTime) {
		this.since = nanoTime;
	}

}
