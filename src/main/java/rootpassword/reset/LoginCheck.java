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
	 * this attempt set it. No other result says anything about the password, because the
	 * provider changes it asynchronously.
	 */
	Result check(ResetCommand command, Deadline deadline);

	/** From the strongest to the weakest: of several addresses the strongest counts. */
	enum Result implements HasCode {

		/** The login succeeded, and the instance proved that it knows the password. */
		EFFECTIVE,

		/** An address refused the login, and none accepted it. */
		REFUSED,

		/** No address of the instance answered in time, or none could be trusted. */
		FAILED,

		/** Nothing was tried: too many checks at once, or no time left. */
		SKIPPED

	}

}
