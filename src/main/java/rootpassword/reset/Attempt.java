package rootpassword.reset;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

/**
 * An attempt as it stands now. What became of it is kept in words, for it may have been
 * written by another version of this program.
 *
 * @param caller the name of its caller
 * @param identity to whom it belongs, see {@link Actor#identity()}
 * @param assertedUser the person whom that caller named
 * @param outcome {@code open} while it is in flight
 * @param rejection why it was rejected, if it was
 * @param providerCode the provider's error code
 * @param requestId the provider's own id of the request
 * @param repeatOf the first attempt under the same key, if this one is not the first
 */
public record Attempt(AttemptId id, InstanceId instance, String caller, String identity, @Nullable String assertedUser,
		@Nullable String reason, Instant openedAt, @Nullable Instant settledAt, String outcome,
		@Nullable String rejection, @Nullable String providerCode, @Nullable String requestId,
		@Nullable AttemptId repeatOf) {
}
