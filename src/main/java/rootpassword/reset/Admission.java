package rootpassword.reset;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * What the ledger says to a command: it may go out, it has an answer already, or it may
 * not go out.
 */
public sealed interface Admission {

	/** How long a key rests between its first attempt and the next. */
	Duration FIRST_REPEAT = Duration.ofSeconds(1);

	/**
	 * The attempt is committed and claims its instance; the provider may be called, once.
	 *
	 * @param lease when the claim ends, never later than the database thinks
	 * @param earlier what earlier attempts under the same key may have changed
	 * @param repeatAfter how long a repeat under the same key has to wait, should this
	 * attempt be unconfirmed
	 */
	record Admitted(AttemptId attempt, Deadline lease, @Nullable EarlierOutcome earlier,
			Duration repeatAfter) implements Admission {

		/** The first attempt under its key, or one without a key. */
		public Admitted(AttemptId attempt, Deadline lease) {
			this(attempt, lease, null, FIRST_REPEAT);
		}

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
	 * @param earlier what earlier attempts under the same key may have changed
	 */
	record Refused(@Nullable AttemptId attempt, Rejection reason, @Nullable Duration retryAfter,
			@Nullable EarlierOutcome earlier) implements Admission {

		/** The refusal of a request whose key, if it has one, was never tried. */
		public Refused(@Nullable AttemptId attempt, Rejection reason, @Nullable Duration retryAfter) {
			this(attempt, reason, retryAfter, null);
		}

	}

}
