package rootpassword.reset.command;

import java.util.Arrays;
import java.util.Optional;

import rootpassword.reset.outcome.HasCode;

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
