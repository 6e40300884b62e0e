package rootpassword.reset;

import java.time.Duration;

import rootpassword.reset.Admission.Admitted;

/**
 * Carries a reset to whoever runs the instance.
 */
public interface AccountGateway {

	/**
	 * Sends the reset at most once and says what is known of it, within
	 * {@link #deadline()}. The password does not leave once the admission's lease has
	 * ended, however late this thread finds out.
	 * <p>
	 * Rejected is answered only if nothing was changed; whatever leaves a doubt is
	 * unconfirmed. A second call sends again.
	 */
	ResetOutcome reset(ResetCommand command, Admitted admission);

	/** The longest time that a call takes. */
	Duration deadline();

	/** How many calls may be under way at once. */
	int capacity();

}
