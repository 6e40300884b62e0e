package rootpassword.reset;

import org.jspecify.annotations.Nullable;

/**
 * One authorised and valid wish to reset a root password.
 *
 * @param characterType sent to the provider only when given
 * @param reason the caller's own words for the trail
 * @param traceId W3C trace id of the request
 * @param key the caller's own name for this request, if it may be repeated
 */
public record ResetCommand(InstanceId instance, RootPassword password, @Nullable CharacterType characterType,
		@Nullable String reason, Actor actor, @Nullable String traceId, @Nullable IdempotencyKey key) {
}
