package rootpassword.metrics;

import java.time.Duration;
import java.util.Set;

import io.micrometer.core.instrument.Meter.MeterProvider;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import rootpassword.reset.outcome.Rejection;
import rootpassword.reset.outcome.ResetOutcome;
import rootpassword.reset.outcome.ResetOutcome.Rejected;

/**
 * A timer with the tags {@code outcome} and {@code rejection}. All series exist from the
 * start with the value 0, so that the first event counts as an increase.
 */
final class OutcomeTimer {

	private final MeterProvider<Timer> timer;

	OutcomeTimer(MeterRegistry registry, String name, String description, Set<Rejection> rejections) {
		this.timer = Timer.builder(name)
			.description(description)
			.serviceLevelObjectives(Duration.ofMillis(50), Duration.ofMillis(100), Duration.ofMillis(250),
					Duration.ofMillis(500), Duration.ofSeconds(1), Duration.ofMillis(2500), Duration.ofSeconds(5),
					Duration.ofSeconds(10), Duration.ofSeconds(15), Duration.ofSeconds(30))
			.withRegistry(registry);
		timer("accepted", "none");
		timer("unconfirmed", "none");
		rejections.forEach((rejection) -> timer("rejected", rejection.code()));
	}

	void record(ResetOutcome outcome, Duration time) {
		timer(outcome.word(), (outcome instanceof Rejected rejected) ? rejected.reason().code() : "none").record(time);
	}

	private Timer timer(String outcome, String rejection) {
		return this.timer.withTags("outcome", outcome, "rejection", rejection);
	}

}
