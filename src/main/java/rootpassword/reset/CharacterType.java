package rootpassword.reset;

import java.util.Locale;

/**
 * Which nodes of an instance the account belongs to; the provider wants it for sharded
 * clusters only.
 */
public enum CharacterType {

	NORMAL, DB, CS;

	/** The provider's own spelling, for example {@code db}. */
	public String code() {
		return name().toLowerCase(Locale.ROOT);
	}

}
