package rootpassword.metrics;

import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import rootpassword.reset.Admission;
import rootpassword.reset.AttemptId;
import rootpassword.reset.EarlyRefusal;
import rootpassword.reset.Rejection;
import rootpassword.reset.Rejection.Stage;
import rootpassword.reset.ResetCommand;
import rootpassword.reset.ResetLedger;
import rootpassword.reset.ResetOutcome;

/**
 * Times and traces the questions to the ledger, and counts what it could not write down.
 */
final class MeasuredLedger implements ResetLedger {

	private static final Duration[] BUCKETS = { Duration.ofMillis(5), Duration.ofMillis(25), Duration.ofMillis(100),
			Duration.ofMillis(250), Duration.ofSeconds(1), Duration.ofMillis(2500) };

	private final ResetLedger ledger;

	private final MeterRegistry registry;

	private final Spans spans;

	private final Counter unrecorded;

	private final Counter lost;

	MeasuredLedger(ResetLedger ledger, MeterRegistry registry, Spans spans) {
		this.ledger = ledger;
		this.registry = registry;
		this.spans = spans;
		this.unrecorded = Counter.builder("root.password.settlements.unrecorded")
			.description("Outcomes that could not be written down in their time")
			.register(registry);
		this.lost = Counter.builder("root.password.notes.lost")
			.description("Refusals that are not in the trail")
			.register(registry);
		for (String operation : new String[] { "open", "validate", "settle", "note" }) {
			timer(operation, "ok");
			timer(operation, "unavailable");
		}
		Rejection.all((reason) -> reason.stage() == Stage.REQUEST).forEach(this::refusals);
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
	public void settle(AttemptId attempt, ResetOutcome outcome) {
		counted("settle", this.unrecorded, () -> this.ledger.settle(attempt, outcome));
	}

	@Override
	public void note(EarlyRefusal refusal) {
		refusals(refusal.reason()).increment();
		counted("note", this.lost, () -> this.ledger.note(refusal));
	}

	private void counted(String operation, Counter failures, Runnable question) {
		try {
			measured(operation, () -> {
				question.run();
				return operation;
			});
		}
		catch (Throwable ex) {
			failures.increment();
			throw ex;
		}
	}

	private <T> T measured(String operation, Supplier<T> question) {
		long start = System.nanoTime();
		String result = "unavailable";
		try {
			T answer = this.spans.in("ledger " + operation, (span) -> question.get());
			result = "ok";
			return answer;
		}
		finally {
			timer(operation, result).record(Duration.ofNanos(System.nanoTime() - start));
		}
	}

	private Timer timer(String operation, String result) {
		return Timer.builder("root.password.ledger")
			.description("Questions to the ledger")
			.tags("operation", operation, "result", result)
			.serviceLevelObjectives(BUCKETS)
			.register(this.registry);
	}

	private Counter refusals(Rejection reason) {
		return Counter.builder("root.password.refusals")
			.description("Requests of known callers that were refused before they reached the core")
			.tag("rejection", reason.code())
			.register(this.registry);
	}

}
