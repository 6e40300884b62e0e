package rootpassword.reset.outcome;

import java.util.Arrays;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * The reason why nothing was changed. Each reason has a {@link Stage}, and says whether a
 * repeat can succeed and whether the provider can have received the request.
 */
public enum Rejection implements HasCode {

	/** The request is malformed, or breaks a rule other than the password's. */
	INVALID_REQUEST(Stage.REQUEST, false),

	TOO_LARGE(Stage.REQUEST, false),

	/** The caller accepts no media type that this service writes. */
	NOT_ACCEPTABLE(Stage.REQUEST, false),

	/** The body has a media type that this service does not read. */
	UNSUPPORTED_MEDIA_TYPE(Stage.REQUEST, false),

	/** The password breaks the provider's rules, as this service knows them. */
	PASSWORD_POLICY(Stage.REQUEST, false),

	/** No access rule allows the caller to do this on the instance. */
	FORBIDDEN(Stage.REQUEST, false),

	IN_FLIGHT(Stage.ADMISSION, true),

	/**
	 * A repeat of an unfinished request came after a later attempt that may have set
	 * another password.
	 */
	SUPERSEDED(Stage.ADMISSION, false),

	/** The idempotency key was used with other content. */
	KEY_REUSED(Stage.ADMISSION, false),

	/** The instance or the caller has used up its limit for now. */
	RATE_LIMITED(Stage.ADMISSION, true),

	/** This replica has reached its maximum of concurrent calls. */
	OVERLOADED(Stage.ADMISSION, true),

	/** The ledger could not commit the attempt in time, so nothing was sent. */
	LEDGER_UNAVAILABLE(Stage.ADMISSION, true),

	PASSWORD_REFUSED(Stage.PROVIDER, false),

	/** The provider refused the character type, or requires one. */
	CHARACTER_TYPE(Stage.PROVIDER, false),

	/** The provider knows no such instance. */
	INSTANCE_NOT_FOUND(Stage.PROVIDER, false),

	/** The state or a lock of the instance or account forbids a reset now. */
	INSTANCE_STATE(Stage.PROVIDER, true),

	/**
	 * The provider refused this service: permission, access key, signature, clock or
	 * account standing.
	 */
	PROVIDER_DENIED(Stage.PROVIDER, true),

	PROVIDER_THROTTLED(Stage.PROVIDER, true),

	/** The provider could not be reached, so nothing was sent. */
	PROVIDER_UNREACHABLE(Stage.PROVIDER, true);

	private final Stage stage;

	private final boolean retryable;

	Rejection(Stage stage, boolean retryable) {
		this.stage = stage;
		this.retryable = retryable;
	}

	/** The part of the service that decides for this reason. */
	public Stage stage() {
		return this.stage;
	}

	/** Whether the same request can succeed later. */
	public boolean retryable() {
		return this.retryable;
	}

	/** Whether the provider can have received the request. */
	public boolean sent() {
		return this.stage == Stage.PROVIDER && this != PROVIDER_UNREACHABLE;
	}

	public static Set<Rejection> all(Predicate<Rejection> condition) {
		return Arrays.stream(values()).filter(condition).collect(Collectors.toUnmodifiableSet());
	}

	/** The part of the service that rejects a request. */
	public enum Stage {

		/** Security or the web package, before the core. */
		REQUEST,

		/** The core or the ledger, before anything is sent. */
		ADMISSION,

		/** The provider, or the network on the way to it. */
		PROVIDER

	}

}
