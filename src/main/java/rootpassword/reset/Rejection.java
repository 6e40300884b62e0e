package rootpassword.reset;

import java.util.Locale;

/**
 * Why nothing was changed.
 */
public enum Rejection {

	/** The request itself is malformed or breaks a rule other than the password's. */
	INVALID_REQUEST(false),

	/** The request's body is over the limit. */
	TOO_LARGE(false),

	/** The caller takes no answer that we can write. */
	NOT_ACCEPTABLE(false),

	/** The body comes in a media type that we do not read. */
	UNSUPPORTED_MEDIA_TYPE(false),

	/** The password breaks our own reading of the provider's rules. */
	PASSWORD_POLICY(false),

	/** The caller may not touch this instance. */
	FORBIDDEN(false),

	/** Another attempt claims the instance. */
	IN_FLIGHT(true),

	/**
	 * An unfinished request is repeated, but a later attempt on the instance may have set
	 * another password since.
	 */
	SUPERSEDED(false),

	/** The idempotency key already stands for other content. */
	KEY_REUSED(false),

	/** The instance or the caller has had its share for now. */
	RATE_LIMITED(true),

	/** This replica has as many calls under way as it may have. */
	OVERLOADED(true),

	/** The ledger could not write the attempt down (in time), so it was not sent. */
	LEDGER_UNAVAILABLE(true),

	/** The provider refused the password. */
	PASSWORD_REFUSED(false),

	/** The provider refused the character type, or missed it. */
	CHARACTER_TYPE(false),

	/** The provider knows no such instance. */
	INSTANCE_NOT_FOUND(false),

	/** The instance's or account's state or lock does not allow it now. */
	INSTANCE_STATE(true),

	/**
	 * The provider refused us: permission, access key, signature, clock or account
	 * standing.
	 */
	PROVIDER_DENIED(true),

	/** The provider throttled us. */
	PROVIDER_THROTTLED(true),

	/** The provider could not be reached, so the request was surely not sent. */
	PROVIDER_UNREACHABLE(true);

	private final boolean retryable;

	Rejection(boolean retryable) {
		this.retryable = retryable;
	}

	/** Whether the same request can succeed later. */
	public boolean retryable() {
		return this.retryable;
	}

	/** The name in problems, trail and metrics, for example {@code in-flight}. */
	public String code() {
		return name().toLowerCase(Locale.ROOT).replace('_', '-');
	}

}
