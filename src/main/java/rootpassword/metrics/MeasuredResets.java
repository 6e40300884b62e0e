package rootpassword.metrics;

import java.time.Duration;

import io.micrometer.core.instrument.MeterRegistry;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;
import org.slf4j.spi.LoggingEventBuilder;
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
 * Measures every request that reaches the core, and logs one line for each attempt. The
 * line is a sentence with the same facts as structured fields.
 */
final class MeasuredResets implements ResetObserver {

	private static final Logger logger = LoggerFactory.getLogger(MeasuredResets.class);

	private final OutcomeTimer timer;

	MeasuredResets(MeterRegistry registry) {
		this.timer = new OutcomeTimer(registry, "root.password.resets", "Requests that reached the core",
				Rejection.all((reason) -> reason.stage() != Stage.REQUEST));
	}

	@Override
	public void answered(ResetReceipt receipt, Duration time) {
		this.timer.record(receipt.outcome(), time);
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
		line = addIfPresent(line, "rejection", rejection);
		line = addIfPresent(line, "requestId", requestId);
		line = addIfPresent(line, "recorded", (unrecorded != null) ? false : null);
		line.log("Attempt {} on {} for {}: {}{}, provider request id {}{}", attempt, command.instance(), caller,
				outcome.word(), (rejection != null) ? " (" + rejection + ")" : "", requestId,
				(unrecorded != null) ? ", not recorded" + (expected ? " (" + unrecorded.getMessage() + ")" : "") : "");
	}

	private static LoggingEventBuilder addIfPresent(LoggingEventBuilder line, String field, @Nullable Object value) {
		return (value != null) ? line.addKeyValue(field, value) : line;
	}

	/** Replaces control characters, so that a name cannot forge a log line. */
	private static String oneLine(String text) {
		return text.replaceAll("[\\p{Cntrl}\\u0085\\u2028\\u2029]", "?");
	}

}
