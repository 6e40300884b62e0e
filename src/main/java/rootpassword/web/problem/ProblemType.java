package rootpassword.web.problem;

import java.net.URI;
import java.util.Optional;

import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import rootpassword.reset.outcome.HasCode;
import rootpassword.reset.outcome.Rejection;

/**
 * The problem types and their HTTP statuses. The codes are part of the API. A type with
 * the name of a {@link Rejection} is the answer to it.
 */
public enum ProblemType implements HasCode {

	/** A part of the request is malformed, unknown, repeated or too long. */
	INVALID_REQUEST(400),
	/** The password breaks a rule of the policy. */
	PASSWORD_POLICY(400),
	/** The provider refused the password. */
	PASSWORD_REFUSED(400),
	/** The provider refused the character type, or requires one. */
	CHARACTER_TYPE(400),
	/** The request has no valid token. */
	UNAUTHENTICATED(401),
	/** No access rule allows the request. */
	FORBIDDEN(403),
	/** There is nothing at this path, or nothing that the caller may see. */
	NOT_FOUND(404),
	/** The provider knows no such instance. */
	INSTANCE_NOT_FOUND(404),
	/** No target serves the instance, so no provider was asked. */
	NO_TARGET(404),
	/** The path does not have this method. */
	METHOD_NOT_ALLOWED(405),
	/** The caller accepts no media type of the answer. */
	NOT_ACCEPTABLE(406),
	/** The body is larger than 8 KiB. */
	TOO_LARGE(413),
	/** The request line and the headers are larger than Tomcat's limit. */
	HEADERS_TOO_LARGE(431),
	/** The body is not JSON in UTF-8. */
	UNSUPPORTED_MEDIA_TYPE(415),
	/** Another attempt on the instance is in flight. */
	IN_FLIGHT(409),
	/** A later attempt may have set another password. */
	SUPERSEDED(409),
	/** The idempotency key was used with other content. */
	KEY_REUSED(422),
	/** The limit of attempts on the instance or by the caller is used up. */
	RATE_LIMITED(429),
	/** The caller has too many reads under way. */
	TOO_MANY_READS(429),
	/** This replica has too many calls under way. */
	OVERLOADED(503),
	/** The state of the instance or account forbids a reset now. */
	INSTANCE_STATE(409),
	/** A defect of this service. */
	INTERNAL_ERROR(500),
	/** The provider refused this service. */
	PROVIDER_DENIED(502),
	/** The provider throttled this service. */
	PROVIDER_THROTTLED(503),
	/** The provider could not be reached, so nothing was sent. */
	PROVIDER_UNREACHABLE(503),
	/** The keys of the caller's issuer cannot be fetched. */
	IDENTITY_UNAVAILABLE(503),
	/** The ledger cannot be read or written. */
	LEDGER_UNAVAILABLE(503),
	/** Nobody knows whether the provider has set the password. */
	UNCONFIRMED(504);

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

	/** The rejection that this type answers, if it answers one. */
	Optional<Rejection> rejection() {
		return Rejection.all((rejection) -> rejection.name().equals(name())).stream().findFirst();
	}

	/** Whether the same request can succeed later. */
	boolean retryable() {
		return rejection().map(Rejection::retryable).orElse(this.status.is5xxServerError() || this == TOO_MANY_READS);
	}

	/** The outcome of the request; after an internal error it is not known. */
	public String outcome() {
		return (this == UNCONFIRMED || this == INTERNAL_ERROR) ? "unconfirmed" : "rejected";
	}

	public HttpStatus status() {
		return this.status;
	}

	public URI uri() {
		// Some types have several texts
		ProblemType named = switch (this) {
			case HEADERS_TOO_LARGE -> TOO_LARGE;
			case NO_TARGET -> INSTANCE_NOT_FOUND;
			case TOO_MANY_READS -> RATE_LIMITED;
			default -> this;
		};
		return URI.create("urn:problem-type:root-password:" + named.code());
	}

}
