package rootpassword.metrics;

import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter.MeterProvider;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.tracing.ScopedSpan;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;
import org.slf4j.spi.LoggingEventBuilder;
import rootpassword.reset.AccountGateway;
import rootpassword.reset.Admission.Admitted;
import rootpassword.reset.AttemptId;
import rootpassword.reset.LedgerUnavailableException;
import rootpassword.reset.ResetObserver;
import rootpassword.reset.ResetReceipt;
import rootpassword.reset.Target;
import rootpassword.reset.Targets;
import rootpassword.reset.command.ResetCommand;
import rootpassword.reset.outcome.Rejection;
import rootpassword.reset.outcome.Rejection.Stage;
import rootpassword.reset.outcome.ResetOutcome;
import rootpassword.reset.outcome.ResetOutcome.Rejected;

/**
 * Measures open attempts, calls to the provider, and requests that reach the core, for
 * each target. Logs one line for each attempt, with the same facts as structured fields.
 */
final class MeasuredAttempts implements ResetObserver {

	private static final Logger logger = LoggerFactory.getLogger(MeasuredAttempts.class);

	/** The tag of requests that no target serves. */
	private static final String NO_TARGET = "none";

	private final Targets targets;

	private final MeterRegistry registry;

	private final Spans spans;

	private final MeterProvider<Timer> calls;

	private final MeterProvider<Timer> requests;

	/** All series exist from the start, so that the first event counts as an increase. */
	MeasuredAttempts(Targets targets, MeterRegistry registry, Spans spans) {
		this.targets = targets;
		this.registry = registry;
		this.spans = spans;
		this.calls = timer("root.password.provider.calls", "Calls to the provider");
		this.requests = timer("root.password.resets", "Requests that reached the core");
		for (Target target : targets.all()) {
			register(this.calls, target.name(), (reason) -> reason.stage() == Stage.PROVIDER);
			register(this.requests, target.name(), (reason) -> reason.stage() != Stage.REQUEST);
		}
		tag(this.requests, NO_TARGET, "rejected", Rejection.INSTANCE_NOT_FOUND.code());
	}

	private MeterProvider<Timer> timer(String name, String description) {
		return Timer.builder(name)
			.description(description)
			.serviceLevelObjectives(Duration.ofMillis(50), Duration.ofMillis(100), Duration.ofMillis(250),
					Duration.ofMillis(500), Duration.ofSeconds(1), Duration.ofMillis(2500), Duration.ofSeconds(5),
					Duration.ofSeconds(10), Duration.ofSeconds(15), Duration.ofSeconds(30))
			.withRegistry(this.registry);
	}

	private static void register(MeterProvider<Timer> timers, String target, Predicate<Rejection> rejections) {
		tag(timers, target, "accepted", "none");
		tag(timers, target, "unconfirmed", "none");
		Rejection.all(rejections).forEach((reason) -> tag(timers, target, "rejected", reason.code()));
	}

	private static Timer tag(MeterProvider<Timer> timers, String target, String outcome, String rejection) {
		return timers.withTags("target", target, "outcome", outcome, "rejection", rejection);
	}

	private static Timer timer(MeterProvider<Timer> timers, String target, ResetOutcome outcome) {
		return tag(timers, target, outcome.word(),
				(outcome instanceof Rejected rejected) ? rejected.reason().code() : "none");
	}

	/** The targets, with gateways that are measured and traced. */
	Targets targets() {
		return new Targets(this.targets.all().stream().map((target) -> target.with(measured(target))).toList());
	}

	private AccountGateway measured(Target target) {
		AtomicInteger open = new AtomicInteger();
		Gauge.builder("root.password.attempts.open", open, AtomicInteger::get)
			.description("Calls to the provider that are under way")
			.tag("target", target.name())
			.strongReference(true)
			.register(this.registry);
		return new MeasuredGateway(target, this.spans, open, this.calls);
	}

	/** Measures and traces the calls to one target. */
	private record MeasuredGateway(Target target, Spans spans, AtomicInteger open,
			MeterProvider<Timer> calls) implements AccountGateway {

		@Override
		public ResetOutcome reset(ResetCommand command, Admitted admission) {
			long start = System.nanoTime();
			this.open.incrementAndGet();
			try {
				ResetOutcome outcome = this.spans.in("provider call",
						(span) -> tagged(span, this.target.gateway().reset(command, admission)));
				timer(this.calls, this.target.name(), outcome).record(Duration.ofNanos(System.nanoTime() - start));
				return outcome;
			}
			finally {
				this.open.decrementAndGet();
			}
		}

		private ResetOutcome tagged(ScopedSpan span, ResetOutcome outcome) {
			span.tag("target", this.target.name());
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
		public Duration limit() {
			return this.target.gateway().limit();
		}

		@Override
		public int capacity() {
			return this.target.gateway().capacity();
		}

	}

	@Override
	public void answered(@Nullable String target, ResetReceipt receipt, Duration time) {
		timer(this.requests, Objects.requireNonNullElse(target, NO_TARGET), receipt.outcome()).record(time);
	}

	@Override
	public void settled(ResetCommand command, AttemptId attempt, ResetOutcome outcome, @Nullable Throwable unrecorded) {
		String caller = oneLine(command.origin().actor().caller());
		String rejection = (outcome instanceof Rejected rejected) ? rejected.reason().code() : null;
		String requestId = outcome.answer().requestId();
		boolean expected = unrecorded instanceof LedgerUnavailableException;
		LoggingEventBuilder line = logger.atLevel((unrecorded != null) ? Level.WARN : Level.INFO)
			.setCause(expected ? null : unrecorded)
			.addKeyValue("attemptId", attempt.toString())
			.addKeyValue("instanceId", command.instance().value())
			.addKeyValue("target", command.target())
			.addKeyValue("caller", caller)
			.addKeyValue("outcome", outcome.word());
		if (rejection != null) {
			line = line.addKeyValue("rejection", rejection);
		}
		if (requestId != null) {
			line = line.addKeyValue("requestId", requestId);
		}
		if (unrecorded != null) {
			line = line.addKeyValue("recorded", false);
		}
		line.log("Attempt {} on {} at {} for {}: {}{}, provider request id {}{}", attempt, command.instance(),
				command.target(), caller, outcome.word(), (rejection != null) ? " (" + rejection + ")" : "", requestId,
				(unrecorded != null) ? ", not recorded" + (expected ? " (" + unrecorded.getMessage() + ")" : "") : "");
	}

	/** Replaces control characters, so that a name cannot forge a log line. */
	private static String oneLine(String text) {
		return text.replaceAll("[\\p{Cntrl}\\u0085\\u2028\\u2029]", "?");
	}

}
