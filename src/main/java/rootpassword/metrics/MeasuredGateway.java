package rootpassword.metrics;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.tracing.ScopedSpan;
import rootpassword.reset.AccountGateway;
import rootpassword.reset.Admission.Admitted;
import rootpassword.reset.command.ResetCommand;
import rootpassword.reset.outcome.Rejection;
import rootpassword.reset.outcome.Rejection.Stage;
import rootpassword.reset.outcome.ResetOutcome;
import rootpassword.reset.outcome.ResetOutcome.Rejected;

/** Measures and traces the calls to the provider. */
final class MeasuredGateway implements AccountGateway {

	private final AccountGateway gateway;

	private final Spans spans;

	private final OutcomeTimer timer;

	private final AtomicInteger open = new AtomicInteger();

	MeasuredGateway(AccountGateway gateway, MeterRegistry registry, Spans spans) {
		this.gateway = gateway;
		this.spans = spans;
		this.timer = new OutcomeTimer(registry, "root.password.provider.calls", "Calls to the provider",
				Rejection.all((reason) -> reason.stage() == Stage.PROVIDER));
		Gauge.builder("root.password.attempts.open", this.open, AtomicInteger::get)
			.description("Calls to the provider that are under way")
			.register(registry);
	}

	@Override
	public ResetOutcome reset(ResetCommand command, Admitted admission) {
		long start = System.nanoTime();
		this.open.incrementAndGet();
		try {
			ResetOutcome outcome = this.spans.in("provider call",
					(span) -> tagged(span, this.gateway.reset(command, admission)));
			this.timer.record(outcome, Duration.ofNanos(System.nanoTime() - start));
			return outcome;
		}
		finally {
			this.open.decrementAndGet();
		}
	}

	private static ResetOutcome tagged(ScopedSpan span, ResetOutcome outcome) {
		span.tag("outcome", outcome.word());
		if (outcome instanceof Rejected rejected) {
			span.tag("rejection", rejected.reason().code());
		}
		// The provider's support can look up this id, but not the trace id
		if (outcome.answer().requestId() != null) {
			span.tag("provider.request.id", outcome.answer().requestId());
		}
		return outcome;
	}

	@Override
	public Duration deadline() {
		return this.gateway.deadline();
	}

	@Override
	public int capacity() {
		return this.gateway.capacity();
	}

}
