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
 * @param earlier what earlier attempts under the same key may have changed; it never
 * speaks of this request
 */
public record ResetReceipt(@Nullable AttemptId attempt, ResetOutcome outcome, boolean recorded, boolean replayed,
		@Nullable Duration retryAfter, @Nullable EarlierOutcome earlier) {

	/** The receipt of a request whose key, if it has one, was never tried. */
	public ResetReceipt(@Nullable AttemptId attempt, ResetOutcome outcome, boolean recorded, boolean replayed,
			@Nullable Duration retryAfter) {
		this(attempt, outcome, recorded, replayed, retryAfter, null);
	}

}
