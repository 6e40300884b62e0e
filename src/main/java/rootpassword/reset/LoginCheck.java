package rootpassword.reset;

import java.time.Duration;

import rootpassword.reset.command.ResetCommand;
import rootpassword.reset.outcome.HasCode;

/** The port to the instance: whether a login with the new password succeeds now. */
public interface LoginCheck {

	/** The maximum duration of a check. */
	Duration LIMIT = Duration.ofSeconds(3);

	LoginCheck OFF = (command, deadline) -> Result.SKIPPED;

	/**
	 * Tries to log in with the password of the command, and returns within {@link #LIMIT}
	 * and before the deadline.
	 * <p>
	 * {@link Result#EFFECTIVE} means that the password works now. It does not mean that
	 * this attempt set it. Every other result means nothing: the provider changes
	 * passwords asynchronously.
	 */
	Result check(ResetCommand command, Deadline deadline);

	enum Result implements HasCode {

		/** The login succeeded, and the instance proved that it knows the password. */
		EFFECTIVE,

		/** The instance refused each login. */
		REFUSED,

		/** No instance was reached in time, or it could not be trusted. */
		FAILED,

		/** Nothing was tried: too many checks at once, or no time left. */
		SKIPPED

	}

}
