package rootpassword.reset.history;

import java.time.Instant;

import org.jspecify.annotations.Nullable;
import rootpassword.reset.AttemptId;
import rootpassword.reset.command.Actor;
import rootpassword.reset.command.InstanceId;

/**
 * The current state of an attempt. Outcome and rejection are text, because another
 * version of this program may have written them.
 *
 * @param target the name of the account and region
 * @param caller the name of the caller
 * @param identity the owner, see {@link Actor#identity()}
 * @param assertedUser the user whom the caller named
 * @param outcome {@code open} while the attempt is in flight
 * @param rejection the code of the rejection
 * @param providerCode the provider's error code
 * @param requestId the provider's id of the request
 * @param repeatOf the first attempt under the same key, if this one is not the first
 * @param settledBy the source of the outcome: {@code caller}, {@code lease} or
 * {@code actiontrail}
 * @param effective whether a login with the password succeeded
 */
public record Attempt(AttemptId id, InstanceId instance, @Nullable String target, String caller, String identity,
		@Nullable String assertedUser, @Nullable String reason, Instant openedAt, @Nullable Instant settledAt,
		String outcome, @Nullable String rejection, @Nullable String providerCode, @Nullable String requestId,
		@Nullable AttemptId repeatOf, @Nullable String settledBy, boolean effective) {
}
