package rootpassword.web.problem;

import java.net.URI;
import java.util.Optional;

import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import rootpassword.reset.outcome.HasCode;
import rootpassword.reset.outcome.Rejection;
import rootpassword.reset.outcome.Rejection.Stage;

/**
 * The problem types and their HTTP statuses. The codes are part of the API.
 */
public enum ProblemType implements HasCode {

	INVALID_REQUEST(400), PASSWORD_POLICY(400), PASSWORD_REFUSED(400), CHARACTER_TYPE(400), UNAUTHENTICATED(401),
	FORBIDDEN(403), NOT_FOUND(404), INSTANCE_NOT_FOUND(404), METHOD_NOT_ALLOWED(405), NOT_ACCEPTABLE(406),
	TOO_LARGE(413), HEADERS_TOO_LARGE(431), UNSUPPORTED_MEDIA_TYPE(415), IN_FLIGHT(409), SUPERSEDED(409),
	KEY_REUSED(422), RATE_LIMITED(429), TOO_MANY_READS(429), OVERLOADED(503), INSTANCE_STATE(409), INTERNAL_ERROR(500),
	PROVIDER_DENIED(502), PROVIDER_THROTTLED(503), PROVIDER_UNREACHABLE(503), IDENTITY_UNAVAILABLE(503),
	LEDGER_UNAVAILABLE(503), UNCONFIRMED(504);

	private final HttpStatus status;

	ProblemType(int status) {
		this.status = HttpStatus.valueOf(status);
	}

	/** The problem of a rejection; it has the same name. */
	public static ProblemType of(Rejection rejection) {
		return valueOf(rejection.name());
	}

	/** The problem type for an error status of Spring or Tomcat. */
	public static ProblemType of(HttpStatusCode status) {
		return switch (status.value()) {
			case 404 -> NOT_FOUND;
			case 405 -> METHOD_NOT_ALLOWED;
			case 406 -> NOT_ACCEPTABLE;
			case 413 -> TOO_LARGE;
			case 431 -> HEADERS_TOO_LARGE;
			case 415 -> UNSUPPORTED_MEDIA_TYPE;
			// A transfer coding or HTTP version that Tomcat does not know
			case 501, 505 -> INVALID_REQUEST;
			default -> status.is4xxClientError() ? INVALID_REQUEST : INTERNAL_ERROR;
		};
	}

	/** The outcome of the request; after an internal error it is not known. */
	public String outcome() {
		return (this == UNCONFIRMED || this == INTERNAL_ERROR) ? "unconfirmed" : "rejected";
	}

	/** The rejection that the trail records if the core never sees the request. */
	Optional<Rejection> earlyRejection() {
		return Rejection.all((rejection) -> rejection.stage() == Stage.REQUEST)
			.stream()
			.filter((rejection) -> of(rejection) == this)
			.findFirst();
	}

	/** Whether a request that opened no attempt can succeed later. */
	boolean isRetryable() {
		return this.status.is5xxServerError() || this == TOO_MANY_READS;
	}

	public HttpStatus status() {
		return this.status;
	}

	public URI uri() {
		// Some types have several texts
		ProblemType named = switch (this) {
			case HEADERS_TOO_LARGE -> TOO_LARGE;
			case TOO_MANY_READS -> RATE_LIMITED;
			default -> this;
		};
		return URI.create("urn:problem-type:root-password:" + named.code());
	}

}
