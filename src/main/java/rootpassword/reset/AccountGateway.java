package rootpassword.reset;

import java.time.Duration;

/**
 * Carries a reset to whoever runs the instance.
 */
public interface AccountGateway {

	/**
	 * Sends the reset at most once and says what is known of it, within
	 * {@link #deadline()}.
	 * <p>
	 * Rejected is answered only if nothing was changed; whatever leaves a doubt is
	 * unconfirmed. A second call sends again.
	 */
	ResetOutcome reset(ResetCommand command);

	/** The longest time that a call takes. */
	Duration deadline();

	/** How many calls may be under way at once. */
	int capacity();

}
