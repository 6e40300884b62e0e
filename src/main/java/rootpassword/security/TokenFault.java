package rootpassword.security;

import java.util.Locale;

/**
 * Why nobody knows who sent a request; for the log and for metrics, never for the answer.
 */
enum TokenFault {

	/** There is none. */
	MISSING,

	/** It is no bearer token, or there are several. */
	MALFORMED,

	/** No caller has it. */
	UNKNOWN,

	/** A JWT of an issuer that nobody trusts. */
	FOREIGN,

	/** A JWT that its issuer has not signed, or not in a way that is trusted. */
	UNVERIFIED,

	/** A JWT of another time, for another audience, or for nobody. */
	INVALID;

	/** The word for it. */
	String code() {
		return name().toLowerCase(Locale.ROOT);
	}

}
