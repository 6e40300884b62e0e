package rootpassword.reset;

import java.util.Locale;

/**
 * Which nodes of an instance the account belongs to; the provider wants it for sharded
 * clusters only.
 */
public enum CharacterType {

	NORMAL, DB, CS;

	/**
	 * The type of that {@link #code()}.
	 * @throws IllegalArgumentException if there is none
	 */
	public static CharacterType of(String code) {
		return valueOf(code.toUpperCase(Locale.ROOT));
	}

	/** The provider's own spelling, for example {@code db}. */
	public String code() {
		return name().toLowerCase(Locale.ROOT);
	}

}
