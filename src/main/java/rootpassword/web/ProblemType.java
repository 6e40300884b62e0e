package rootpassword.web;

import java.net.URI;
import java.util.Locale;

import org.jspecify.annotations.Nullable;
import rootpassword.reset.Rejection;

import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;

/**
 * The kinds of problems, each with its one status; slugs are part of the contract.
 */
enum ProblemType {

	INVALID_REQUEST(HttpStatus.BAD_REQUEST),

	PASSWORD_POLICY(HttpStatus.BAD_REQUEST),

	PASSWORD_REFUSED(HttpStatus.BAD_REQUEST),

	CHARACTER_TYPE(HttpStatus.BAD_REQUEST),

	UNAUTHENTICATED(HttpStatus.UNAUTHORIZED),

	FORBIDDEN(HttpStatus.FORBIDDEN),

	NOT_FOUND(HttpStatus.NOT_FOUND),

	INSTANCE_NOT_FOUND(HttpStatus.NOT_FOUND),

	METHOD_NOT_ALLOWED(HttpStatus.METHOD_NOT_ALLOWED),

	NOT_ACCEPTABLE(HttpStatus.NOT_ACCEPTABLE),

	TOO_LARGE(HttpStatus.CONTENT_TOO_LARGE),

	UNSUPPORTED_MEDIA_TYPE(HttpStatus.UNSUPPORTED_MEDIA_TYPE),

	IN_FLIGHT(HttpStatus.CONFLICT),

	SUPERSEDED(HttpStatus.CONFLICT),

	KEY_REUSED(HttpStatus.UNPROCESSABLE_CONTENT),

	RATE_LIMITED(HttpStatus.TOO_MANY_REQUESTS),

	OVERLOADED(HttpStatus.SERVICE_UNAVAILABLE),

	INSTANCE_STATE(HttpStatus.CONFLICT),

	INTERNAL_ERROR(HttpStatus.INTERNAL_SERVER_ERROR),

	PROVIDER_DENIED(HttpStatus.BAD_GATEWAY),

	PROVIDER_THROTTLED(HttpStatus.SERVICE_UNAVAILABLE),

	PROVIDER_UNREACHABLE(HttpStatus.SERVICE_UNAVAILABLE),

	IDENTITY_UNAVAILABLE(HttpStatus.SERVICE_UNAVAILABLE),

	LEDGER_UNAVAILABLE(HttpStatus.SERVICE_UNAVAILABLE),

	UNCONFIRMED(HttpStatus.GATEWAY_TIMEOUT);

	private final HttpStatus status;

	ProblemType(HttpStatus status) {
		this.status = status;
	}

	static ProblemType of(Rejection rejection) {
		return switch (rejection) {
			case INVALID_REQUEST -> INVALID_REQUEST;
			case TOO_LARGE -> TOO_LARGE;
			case NOT_ACCEPTABLE -> NOT_ACCEPTABLE;
			case UNSUPPORTED_MEDIA_TYPE -> UNSUPPORTED_MEDIA_TYPE;
			case PASSWORD_POLICY -> PASSWORD_POLICY;
			case FORBIDDEN -> FORBIDDEN;
			case IN_FLIGHT -> IN_FLIGHT;
			case SUPERSEDED -> SUPERSEDED;
			case KEY_REUSED -> KEY_REUSED;
			case RATE_LIMITED -> RATE_LIMITED;
			case OVERLOADED -> OVERLOADED;
			case LEDGER_UNAVAILABLE -> LEDGER_UNAVAILABLE;
			case PASSWORD_REFUSED -> PASSWORD_REFUSED;
			case CHARACTER_TYPE -> CHARACTER_TYPE;
			case INSTANCE_NOT_FOUND -> INSTANCE_NOT_FOUND;
			case INSTANCE_STATE -> INSTANCE_STATE;
			case PROVIDER_DENIED -> PROVIDER_DENIED;
			case PROVIDER_THROTTLED -> PROVIDER_THROTTLED;
			case PROVIDER_UNREACHABLE -> PROVIDER_UNREACHABLE;
		};
	}

	/**
	 * The type for a status that Spring itself has chosen, where it has chosen one of the
	 * contract's.
	 */
	static ProblemType of(HttpStatusCode status) {
		return switch (status.value()) {
			case 404 -> NOT_FOUND;
			case 405, 501 -> METHOD_NOT_ALLOWED;
			case 406 -> NOT_ACCEPTABLE;
			case 413 -> TOO_LARGE;
			case 415 -> UNSUPPORTED_MEDIA_TYPE;
			// An HTTP version that Tomcat does not speak
			case 505 -> INVALID_REQUEST;
			default -> status.is4xxClientError() ? INVALID_REQUEST : INTERNAL_ERROR;
		};
	}

	/** What may be promised of this request; after a fault of our own that is nothing. */
	String outcome() {
		return (this == UNCONFIRMED || this == INTERNAL_ERROR) ? "unconfirmed" : "rejected";
	}

	/**
	 * The rejection that stands in the trail when a request ends with this before
	 * anything was opened, if any does.
	 */
	@Nullable Rejection refusal() {
		return switch (this) {
			case INVALID_REQUEST -> Rejection.INVALID_REQUEST;
			case PASSWORD_POLICY -> Rejection.PASSWORD_POLICY;
			case FORBIDDEN -> Rejection.FORBIDDEN;
			case TOO_LARGE -> Rejection.TOO_LARGE;
			case NOT_ACCEPTABLE -> Rejection.NOT_ACCEPTABLE;
			case UNSUPPORTED_MEDIA_TYPE -> Rejection.UNSUPPORTED_MEDIA_TYPE;
			default -> null;
		};
	}

	HttpStatus status() {
		return this.status;
	}

	String slug() {
		return name().toLowerCase(Locale.ROOT).replace('_', '-');
	}

	URI uri() {
		return URI.create("urn:problem-type:root-password:" + slug());
	}

}
