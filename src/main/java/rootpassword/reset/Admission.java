package rootpassword.reset;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * What the ledger says to a command: it may go out, it has an answer already, or it may
 * not go out.
 */
public sealed interface Admission {

	/**
	 * The attempt is committed and claims its instance; the provider may be called, once.
	 *
	 * @param lease when the claim ends, never later than the database thinks
	 */
	record Admitted(AttemptId attempt, Deadline lease) implements Admission {
	}

	/**
	 * An earlier attempt under the same key has an answer that stands.
	 */
	record Replayed(AttemptId attempt, ResetOutcome outcome) implements Admission {
	}

	/**
	 * Nothing was opened and nothing may be sent; the refusal is in the trail.
	 *
	 * @param attempt the caller's own attempt that stands in the way, if it is one of its
	 * own
	 * @param retryAfter when a repeat can succeed, if that is known
	 */
	record Refused(@Nullable AttemptId attempt, Rejection reason, @Nullable Duration retryAfter) implements Admission {
	}

}
