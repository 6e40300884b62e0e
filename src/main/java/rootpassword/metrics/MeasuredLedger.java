package rootpassword.metrics;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Meter.MeterProvider;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import rootpassword.reset.Admission;
import rootpassword.reset.AttemptId;
import rootpassword.reset.ResetLedger;
import rootpassword.reset.ResetLedger.EarlyRefusal;
import rootpassword.reset.command.ResetCommand;
import rootpassword.reset.outcome.Rejection;
import rootpassword.reset.outcome.Rejection.Stage;
import rootpassword.reset.outcome.ResetOutcome;

/**
 * Measures and traces the calls to the ledger, and counts failed writes. All series exist
 * from the start with the value 0.
 */
final class MeasuredLedger implements ResetLedger {

	private final ResetLedger ledger;

	private final Spans spans;

	private final MeterProvider<Timer> calls;

	private final MeterProvider<Counter> refusals;

	MeasuredLedger(ResetLedger ledger, MeterRegistry registry, Spans spans) {
		this.ledger = ledger;
		this.spans = spans;
		this.calls = Timer.builder("root.password.ledger")
			.description("Calls to the ledger")
			.serviceLevelObjectives(Duration.ofMillis(5), Duration.ofMillis(25), Duration.ofMillis(100),
					Duration.ofMillis(250), Duration.ofSeconds(1), Duration.ofMillis(2500))
			.withRegistry(registry);
		for (String operation : List.of("open", "validate", "settle", "login", "note")) {
			this.calls.withTags("operation", operation, "result", "ok");
			this.calls.withTags("operation", operation, "result", "unavailable");
		}
		this.refusals = Counter.builder("root.password.refusals")
			.description("Requests of known callers that were refused before they reached the core")
			.withRegistry(registry);
		Rejection.all((reason) -> reason.stage() == Stage.REQUEST)
			.forEach((reason) -> this.refusals.withTag("rejection", reason.code()));
		failures("settle", "root.password.settlements.unrecorded", "Outcomes that were not recorded in time", registry);
		failures("note", "root.password.notes.lost", "Refusals that are not in the trail", registry);
	}

	private void failures(String operation, String name, String description, MeterRegistry registry) {
		Timer failed = this.calls.withTags("operation", operation, "result", "unavailable");
		FunctionCounter.builder(name, failed, Timer::count).description(description).register(registry);
	}

	@Override
	public Admission open(ResetCommand command) {
		return measured("open", () -> this.ledger.open(command));
	}

	@Override
	public Optional<Admission.Refused> validate(ResetCommand command) {
		return measured("validate", () -> this.ledger.validate(command));
	}

	@Override
	public void settle(AttemptId attempt, ResetCommand command, ResetOutcome outcome) {
		run("settle", () -> this.ledger.settle(attempt, command, outcome));
	}

	@Override
	public void recordLogin(AttemptId attempt) {
		run("login", () -> this.ledger.recordLogin(attempt));
	}

	@Override
	public void recordRefusal(EarlyRefusal refusal) {
		// The observer of the core counts those of resets that come later
		if (refusal.reason().stage() == Stage.REQUEST) {
			this.refusals.withTag("rejection", refusal.reason().code()).increment();
		}
		run("note", () -> this.ledger.recordRefusal(refusal));
	}

	private void run(String operation, Runnable call) {
		measured(operation, () -> {
			call.run();
			return operation;
		});
	}

	private <T> T measured(String operation, Supplier<T> call) {
		long start = System.nanoTime();
		String result = "unavailable";
		try {
			T value = this.spans.in("ledger " + operation, (span) -> call.get());
			result = "ok";
			return value;
		}
		finally {
			this.calls.withTags("operation", operation, "result", result)
				.record(Duration.ofNanos(System.nanoTime() - start));
		}
	}

}
