package rootpassword.reset;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * Hears what becomes of requests, to count and to log it; it changes nothing.
 */
public interface ResetObserver {

	/** Hears nothing. */
	ResetObserver NONE = new ResetObserver() {
	};

	/**
	 * The attempt has an outcome; heard once for each admitted attempt, before the caller
	 * is answered.
	 * @param unrecorded why the outcome is not known to be in the trail, if so
	 */
	default void settled(ResetCommand command, AttemptId attempt, ResetOutcome outcome,
			@Nullable Throwable unrecorded) {
	}

	/**
	 * The request is about to be answered; heard once for each, opened or not.
	 * @param time since it reached the core
	 */
	default void answered(ResetReceipt receipt, Duration time) {
	}

}
