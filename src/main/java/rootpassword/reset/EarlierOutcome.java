package rootpassword.reset;

import java.util.Locale;

/**
 * What earlier attempts under the same idempotency key may have changed already. An
 * earlier attempt that surely changed nothing has none.
 */
public enum EarlierOutcome {

	/** One of them was accepted. */
	ACCEPTED,

	/** Nobody knows what one of them did, and none was accepted. */
	UNCONFIRMED;

	/** The word in problems, the same as that of the outcome itself. */
	public String word() {
		return name().toLowerCase(Locale.ROOT);
	}

}
