package rootpassword.reset.command;

import java.util.Locale;

import rootpassword.reset.outcome.HasCode;

/**
 * The kind of node to which the account belongs. The provider requires it for sharded
 * clusters only.
 */
public enum CharacterType implements HasCode {

	NORMAL, DB, CS;

	/**
	 * The type with this {@link #code()}, which is the provider's spelling.
	 * @throws IllegalArgumentException if there is none
	 */
	public static CharacterType of(String code) {
		return valueOf(code.toUpperCase(Locale.ROOT));
	}

}
