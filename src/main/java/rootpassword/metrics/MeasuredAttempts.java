package rootpassword.metrics;

import java.time.Duration;
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
import rootpassword.reset.command.ResetCommand;
import rootpassword.reset.outcome.Rejection;
import rootpassword.reset.outcome.Rejection.Stage;
import rootpassword.reset.outcome.ResetOutcome;
import rootpassword.reset.outcome.ResetOutcome.Rejected;

/**
 * Measures the attempts that are open, the calls to the provider, and all requests that
 * reach the core. Logs one line for each attempt: a sentence with the same facts as
 * structured fields.
 */
final class MeasuredAttempts implements AccountGateway, ResetObserver {

	private static final Logger logger = LoggerFactory.getLogger(MeasuredAttempts.class);

	private final AccountGateway gateway;

	private final Spans spans;

	private final AtomicInteger open = new AtomicInteger();

	private final MeterProvider<Timer> calls;

	private final MeterProvider<Timer> requests;

	MeasuredAttempts(AccountGateway gateway, MeterRegistry registry, Spans spans) {
		this.gateway = gateway;
		this.spans = spans;
		Gauge.builder("root.password.attempts.open", this.open, AtomicInteger::get)
			.description("Calls to the provider that are under way")
			.register(registry);
		this.calls = timer("root.password.provider.calls", "Calls to the provider",
				(reason) -> reason.stage() == Stage.PROVIDER, registry);
		this.requests = timer("root.password.resets", "Requests that reached the core",
				(reason) -> reason.stage() != Stage.REQUEST, registry);
	}

	/** All series exist from the start, so that the first event counts as an increase. */
	private static MeterProvider<Timer> timer(String name, String description, Predicate<Rejection> rejections,
			MeterRegistry registry) {
		MeterProvider<Timer> timer = Timer.builder(name)
			.description(description)
			.serviceLevelObjectives(Duration.ofMillis(50), Duration.ofMillis(100), Duration.ofMillis(250),
					Duration.ofMillis(500), Duration.ofSeconds(1), Duration.ofMillis(2500), Duration.ofSeconds(5),
					Duration.ofSeconds(10), Duration.ofSeconds(15), Duration.ofSeconds(30))
			.withRegistry(registry);
		timer.withTags("outcome", "accepted", "rejection", "none");
		timer.withTags("outcome", "unconfirmed", "rejection", "none");
		Rejection.all(rejections)
			.forEach((reason) -> timer.withTags("outcome", "rejected", "rejection", reason.code()));
		return timer;
	}

	private static void record(MeterProvider<Timer> timer, ResetOutcome outcome, Duration time) {
		String rejection = (outcome instanceof Rejected rejected) ? rejected.reason().code() : "none";
		timer.withTags("outcome", outcome.word(), "rejection", rejection).record(time);
	}

	@Override
	public ResetOutcome reset(ResetCommand command, Admitted admission) {
		long start = System.nanoTime();
		this.open.incrementAndGet();
		try {
			ResetOutcome outcome = this.spans.in("provider call",
					(span) -> tagged(span, this.gateway.reset(command, admission)));
			record(this.calls, outcome, Duration.ofNanos(System.nanoTime() - start));
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
	public Duration limit() {
		return this.gateway.limit();
	}

	@Override
	public int capacity() {
		return this.gateway.capacity();
	}

	@Override
	public void answered(ResetReceipt receipt, Duration time) {
		record(this.requests, receipt.outcome(), time);
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
		line.log("Attempt {} on {} for {}: {}{}, provider request id {}{}", attempt, command.instance(), caller,
				outcome.word(), (rejection != null) ? " (" + rejection + ")" : "", requestId,
				(unrecorded != null) ? ", not recorded" + (expected ? " (" + unrecorded.getMessage() + ")" : "") : "");
	}

	/** Replaces control characters, so that a name cannot forge a log line. */
	private static String oneLine(String text) {
		return text.replaceAll("[\\p{Cntrl}\\u0085\\u2028\\u2029]", "?");
	}

}
