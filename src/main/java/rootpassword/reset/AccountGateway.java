package rootpassword.reset;

import java.time.Duration;

import org.jspecify.annotations.Nullable;
import rootpassword.reset.Admission.Admitted;
import rootpassword.reset.command.ResetCommand;
import rootpassword.reset.outcome.ResetOutcome;

/** The port to the provider that runs the instance. */
public interface AccountGateway {

	/**
	 * Sends the reset at most once, and returns its outcome within {@link #limit()}. Call
	 * it once per admission, because a second call would send again. After the end of the
	 * admission's lease the password is never sent, even if this thread was suspended
	 * meanwhile.
	 * <p>
	 * The outcome is {@code Rejected} only if nothing was changed. In doubt it is
	 * {@code Unconfirmed}.
	 */
	ResetOutcome reset(ResetCommand command, Admitted admission);

	/** The maximum duration of a call. */
	Duration limit();

	/** The maximum number of concurrent calls. */
	int capacity();

	/** The port to the tracer: the trace context of the current call. */
	interface TraceContext {

		TraceContext NONE = () -> null;

		/**
		 * The W3C {@code traceparent} header, or {@code null} if no trace is collected.
		 */
		@Nullable String traceparent();

	}

}
