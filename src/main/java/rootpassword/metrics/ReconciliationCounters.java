package rootpassword.metrics;

import java.time.Duration;
import java.time.Instant;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter.MeterProvider;
import io.micrometer.core.instrument.MeterRegistry;
import rootpassword.reset.reconciliation.Lookup;
import rootpassword.reset.reconciliation.Lookup.Failed;
import rootpassword.reset.reconciliation.Lookup.Failure;
import rootpassword.reset.reconciliation.ReconciliationObserver;

/**
 * Counts queries of the provider's trail of one target, and its events by meaning, and
 * shows how far it is read. All series exist from the start.
 */
final class ReconciliationCounters implements ReconciliationObserver {

	private static final String OK = "ok";

	private final MeterProvider<Counter> queries;

	private final MeterProvider<Counter> events;

	private volatile Instant readUntil = Instant.now();

	ReconciliationCounters(MeterRegistry registry, String target) {
		Gauge.builder("root.password.actiontrail.age", this, (counters) -> counters.age())
			.description("Age of the oldest events of ActionTrail that were never read")
			.tag("target", target)
			.baseUnit("seconds")
			.register(registry);
		this.queries = Counter.builder("root.password.actiontrail.queries")
			.description("Queries of ActionTrail")
			.tag("target", target)
			.withRegistry(registry);
		this.events = Counter.builder("root.password.actiontrail.events")
			.description("Events of ActionTrail that were read; each is read several times")
			.tag("target", target)
			.withRegistry(registry);
		this.queries.withTag("result", OK);
		for (Failure failure : Failure.values()) {
			this.queries.withTag("result", failure.code());
		}
		for (Meaning meaning : Meaning.values()) {
			this.events.withTag("meaning", meaning.code());
		}
	}

	private double age() {
		return Math.max(0, Duration.between(this.readUntil, Instant.now()).toMillis() / 1000.0);
	}

	@Override
	public void readUntil(Instant time) {
		this.readUntil = time;
	}

	@Override
	public void lookedUp(Lookup lookup) {
		this.queries.withTag("result", (lookup instanceof Failed failed) ? failed.failure().code() : OK).increment();
	}

	@Override
	public void judged(Meaning meaning, int events) {
		this.events.withTag("meaning", meaning.code()).increment(events);
	}

}
