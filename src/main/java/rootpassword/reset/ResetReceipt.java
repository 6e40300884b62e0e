package rootpassword.reset;

import java.time.Duration;

import org.jspecify.annotations.Nullable;
import rootpassword.reset.outcome.EarlierOutcome;
import rootpassword.reset.outcome.ResetOutcome;

/**
 * The answer to a caller.
 *
 * @param attempt the attempt that the answer is about: this one, the replayed one, or the
 * earlier one that a refusal names; {@code null} if there is none
 * @param recorded whether the outcome is certainly in the trail
 * @param replayed whether the outcome is that of an earlier attempt
 * @param retryAfter the time until a repeat can succeed, if known
 * @param earlier the outcome of earlier attempts under the same key, if one of them may
 * have changed the password; it says nothing about this request
 * @param effective whether a login with the password is in the trail
 */
public record ResetReceipt(@Nullable AttemptId attempt, ResetOutcome outcome, boolean recorded, boolean replayed,
		@Nullable Duration retryAfter, @Nullable EarlierOutcome earlier, boolean effective) {
}
