package rootpassword.kit;

import java.time.Duration;

import org.jspecify.annotations.Nullable;
import rootpassword.reset.AttemptId;
import rootpassword.reset.ResetObserver;
import rootpassword.reset.ResetReceipt;
import rootpassword.reset.command.ResetCommand;
import rootpassword.reset.outcome.ResetOutcome;

/**
 * Does nothing. Tests override what they need.
 */
public class SilentObserver implements ResetObserver {

	@Override
	public void settled(ResetCommand command, AttemptId attempt, ResetOutcome outcome, @Nullable Throwable unrecorded) {
	}

	@Override
	public void answered(@Nullable String target, ResetReceipt receipt, Duration time) {
	}

}
