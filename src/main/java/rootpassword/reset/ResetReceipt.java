package rootpassword.reset;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * What the caller is told.
 *
 * @param attempt the attempt that this is about; none where nothing was opened
 * @param recorded whether the outcome is known to be in the trail
 * @param replayed whether it is the answer of an earlier attempt
 * @param retryAfter when a repeat can succeed, if that is known
 */
public record ResetReceipt(@Nullable AttemptId attempt, ResetOutcome outcome, boolean recorded, boolean replayed,
		@Nullable Duration retryAfter) {
}
