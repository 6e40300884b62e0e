package rootpassword.reset.command;

import java.util.Arrays;
import java.util.Optional;

import org.jspecify.annotations.Nullable;
import rootpassword.reset.outcome.HasCode;
import rootpassword.reset.password.RootPassword;

/**
 * An authorised and valid request to reset a root password.
 *
 * @param characterType sent to the provider only if present
 * @param key identifies repeats of the request; without a key, every request is new
 * @param target the name of the target that serves the instance; {@code null} before it
 * is known
 */
public record ResetCommand(InstanceId instance, RootPassword password, @Nullable CharacterType characterType,
		Origin origin, @Nullable IdempotencyKey key, @Nullable String target) {

	public ResetCommand(InstanceId instance, RootPassword password, @Nullable CharacterType characterType,
			Origin origin, @Nullable IdempotencyKey key) {
		this(instance, password, characterType, origin, key, null);
	}

	/** The same command, for this target. */
	public ResetCommand on(String target) {
		return new ResetCommand(this.instance, this.password, this.characterType, this.origin, this.key, target);
	}

	/**
	 * The kind of node to which the account belongs. The provider requires it for sharded
	 * clusters only.
	 */
	public enum CharacterType implements HasCode {

		NORMAL, DB, CS;

		/** The type with this {@link #code()}, which is the provider's spelling. */
		public static Optional<CharacterType> of(String code) {
			return Arrays.stream(values()).filter((type) -> type.code().equals(code)).findFirst();
		}

	}

}
