package rootpassword.reset;

import java.time.Duration;

import rootpassword.reset.Admission.Admitted;
import rootpassword.reset.command.ResetCommand;
import rootpassword.reset.outcome.ResetOutcome;

/** The port to the provider that runs the instance. */
public interface AccountGateway {

	/**
	 * Sends the reset at most once and returns its outcome within {@link #deadline()}. It
	 * is called once per admission, because a second call would send again. After the end
	 * of the admission's lease the password is never sent, even if this thread was
	 * suspended meanwhile.
	 * <p>
	 * The outcome is {@code Rejected} only if nothing was changed. In doubt it is
	 * {@code Unconfirmed}.
	 */
	ResetOutcome reset(ResetCommand command, Admitted admission);

	/** The maximum duration of a call. */
	Duration deadline();

	/** The maximum number of concurrent calls. */
	int capacity();

}
