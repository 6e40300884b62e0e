package rootpassword.reset;

import java.time.Duration;

import org.jspecify.annotations.Nullable;
import rootpassword.reset.command.ResetCommand;
import rootpassword.reset.outcome.ResetOutcome;

/** Observes requests, for metrics and the log. It cannot influence them. */
public interface ResetObserver {

	/**
	 * Called once for each admitted attempt, when it has an outcome and before the caller
	 * gets it.
	 * @param unrecorded why the outcome is perhaps not in the trail; {@code null} if it
	 * is
	 */
	void settled(ResetCommand command, AttemptId attempt, ResetOutcome outcome, @Nullable Throwable unrecorded);

	/**
	 * Called once for each request, before its answer.
	 * @param target the name of the target; {@code null} if none serves the instance
	 * @param time the duration since the request reached the core
	 */
	void answered(@Nullable String target, ResetReceipt receipt, Duration time);

}
