package rootpassword.metrics;

import java.time.Duration;
import java.util.Set;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import org.jspecify.annotations.Nullable;
import rootpassword.reset.Rejection;
import rootpassword.reset.ResetOutcome;
import rootpassword.reset.ResetOutcome.Rejected;

/**
 * Times by outcome. All series are there from the start, at zero: the first of a kind
 * would otherwise not count as an increase.
 */
final class OutcomeTimer {

	private static final Duration[] BUCKETS = { Duration.ofMillis(50), Duration.ofMillis(100), Duration.ofMillis(250),
			Duration.ofMillis(500), Duration.ofSeconds(1), Duration.ofMillis(2500), Duration.ofSeconds(5),
			Duration.ofSeconds(10), Duration.ofSeconds(15), Duration.ofSeconds(30) };

	private final MeterRegistry registry;

	private final String name;

	private final String description;

	OutcomeTimer(MeterRegistry registry, String name, String description, Set<Rejection> rejections) {
		this.registry = registry;
		this.name = name;
		this.description = description;
		timer("accepted", null);
		timer("unconfirmed", null);
		rejections.forEach((rejection) -> timer("rejected", rejection));
	}

	void record(ResetOutcome outcome, Duration time) {
		timer(outcome.word(), (outcome instanceof Rejected rejected) ? rejected.reason() : null).record(time);
	}

	private Timer timer(String outcome, @Nullable Rejection rejection) {
		return Timer.builder(this.name)
			.description(this.description)
			.tags("outcome", outcome, "rejection", (rejection != null) ? rejection.code() : "none")
			.serviceLevelObjectives(BUCKETS)
			.register(this.registry);
	}

}
