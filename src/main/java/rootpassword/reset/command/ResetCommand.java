package rootpassword.reset.command;

import org.jspecify.annotations.Nullable;
import rootpassword.reset.password.RootPassword;

/**
 * An authorised and valid request to reset a root password.
 *
 * @param characterType sent to the provider only if present
 * @param key identifies repeats of the request; without a key, every request is new
 */
public record ResetCommand(InstanceId instance, RootPassword password, @Nullable CharacterType characterType,
		Origin origin, @Nullable IdempotencyKey key) {
}
