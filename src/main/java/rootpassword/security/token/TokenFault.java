package rootpassword.security.token;

import rootpassword.reset.Coded;

/**
 * Why nobody knows who sent a request; for the log and for metrics, never for the answer.
 */
public enum TokenFault implements Coded {

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

}
