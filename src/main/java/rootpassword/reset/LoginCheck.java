package rootpassword.reset;

import java.time.Duration;

import rootpassword.reset.command.ResetCommand;
import rootpassword.reset.outcome.HasCode;

/**
 * The port to the instance itself: whether a login with the new password succeeds now.
 */
public interface LoginCheck {

	/** Skips every check. */
	LoginCheck OFF = new LoginCheck() {
		@Override
		public Result check(ResetCommand command, Deadline deadline) {
			return Result.SKIPPED;
		}

		@Override
		public Duration limit() {
			return Duration.ZERO;
		}
	};

	/**
	 * Tries to log in with the password of the command, and returns within
	 * {@link #limit()} and before the deadline.
	 * <p>
	 * {@link Result#EFFECTIVE} means that the password works now. It does not mean that
	 * this attempt set it. Every other result means nothing: the provider changes
	 * passwords asynchronously.
	 */
	Result check(ResetCommand command, Deadline deadline);

	/** The maximum duration of a check. */
	Duration limit();

	/** The result of a check. */
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
