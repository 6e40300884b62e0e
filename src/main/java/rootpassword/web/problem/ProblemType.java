package rootpassword.web.problem;

import java.net.URI;
import java.util.Optional;

import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import rootpassword.reset.Coded;
import rootpassword.reset.Rejection;
import rootpassword.reset.Rejection.Stage;

/**
 * The kinds of problems, each with its one status; slugs are part of the contract.
 */
public enum ProblemType implements Coded {

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

	/** The problem of a rejection; it has the same name. */
	public static ProblemType of(Rejection rejection) {
		return valueOf(rejection.name());
	}

	/**
	 * The type for a status that Spring itself has chosen, where it has chosen one of the
	 * contract's.
	 */
	public static ProblemType of(HttpStatusCode status) {
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
	public String outcome() {
		return (this == UNCONFIRMED || this == INTERNAL_ERROR) ? "unconfirmed" : "rejected";
	}

	/** The rejection that the trail records if a request ends with this problem early. */
	Optional<Rejection> earlyRejection() {
		return Rejection.all((rejection) -> rejection.stage() == Stage.REQUEST)
			.stream()
			.filter((rejection) -> of(rejection) == this)
			.findFirst();
	}

	public HttpStatus status() {
		return this.status;
	}

	public URI uri() {
		return URI.create("urn:problem-type:root-password:" + code());
	}

}
