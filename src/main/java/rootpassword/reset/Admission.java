package rootpassword.reset;

import java.time.Duration;

import org.jspecify.annotations.Nullable;
import rootpassword.reset.Admission.EarlierOutcome;
import rootpassword.reset.outcome.HasCode;
import rootpassword.reset.outcome.Rejection;
import rootpassword.reset.outcome.ResetOutcome;

/** The ledger's answer to a command: admitted, replayed or refused. */
public sealed interface Admission {

	/** The pause between the first attempt under a key and the next. */
	Duration PAUSE_AFTER_FIRST = Duration.ofSeconds(1);

	/**
	 * The attempt is committed and has claimed its instance. The provider may be called
	 * once.
	 *
	 * @param leaseEnd the end of the claim, never later than the end that the database
	 * stores
	 * @param earlier the outcome of earlier attempts under the same key, if one of them
	 * may have changed the password
	 * @param repeatAfter the pause before the next attempt under the same key, if this
	 * one is unconfirmed
	 */
	record Admitted(AttemptId attempt, Deadline leaseEnd, @Nullable EarlierOutcome earlier,
			Duration repeatAfter) implements Admission {

		/** The first attempt under its key, or one without a key. */
		public Admitted(AttemptId attempt, Deadline leaseEnd) {
			this(attempt, leaseEnd, null, PAUSE_AFTER_FIRST);
		}

	}

	/**
	 * An earlier attempt under the same key has a final outcome, which is the answer.
	 *
	 * @param effective whether a login with the password is recorded for the attempt
	 */
	record Replayed(AttemptId attempt, ResetOutcome outcome, boolean effective) implements Admission {
	}

	/**
	 * No attempt was opened and nothing must be sent. The refusal is in the trail, or is
	 * counted for a summary row.
	 *
	 * @param attempt the latest attempt under the command's key, if the refusal is about
	 * the key
	 * @param retryAfter the time until a repeat can succeed, if known
	 * @param earlier the outcome of earlier attempts under the same key, if one of them
	 * may have changed the password
	 */
	record Refused(@Nullable AttemptId attempt, Rejection reason, @Nullable Duration retryAfter,
			@Nullable EarlierOutcome earlier) implements Admission {
	}

	/** The outcome of earlier attempts under the same idempotency key. */
	enum EarlierOutcome implements HasCode {

		/** An earlier attempt was accepted. */
		ACCEPTED,

		/** An earlier attempt is unconfirmed, and none was accepted. */
		UNCONFIRMED

	}

}
