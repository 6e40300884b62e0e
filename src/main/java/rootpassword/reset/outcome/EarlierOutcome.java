package rootpassword.reset.outcome;

/**
 * The outcome of earlier attempts under the same idempotency key, if one of them may have
 * changed the password.
 */
public enum EarlierOutcome implements HasCode {

	/** An earlier attempt was accepted. */
	ACCEPTED,

	/** An earlier attempt is unconfirmed, and none was accepted. */
	UNCONFIRMED;

}
