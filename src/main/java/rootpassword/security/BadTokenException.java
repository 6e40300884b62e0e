package rootpassword.security;

import org.springframework.security.oauth2.server.resource.InvalidBearerTokenException;
import rootpassword.reset.outcome.HasCode;

/** The bearer token of a request authenticates no caller. */
final class BadTokenException extends InvalidBearerTokenException {

	private final TokenFault fault;

	BadTokenException(TokenFault fault) {
		super("The token is " + fault.code());
		this.fault = fault;
	}

	TokenFault fault() {
		return this.fault;
	}

	/** Why an authentication failed, for the log and never for the response. */
	enum TokenFault implements HasCode {

		/** The request has no token. */
		MISSING,
		/** The token is not a bearer token, or there are several. */
		MALFORMED,
		/** The token is not a JWT, and no caller entry has it as its API token. */
		UNKNOWN,
		/** The JWT's issuer is not trusted. */
		FOREIGN,
		/** The JWT's signature is not valid, or its algorithm is not accepted. */
		UNVERIFIED,
		/** The JWT has expired, is for another audience, or has no subject. */
		INVALID,
		/** The JWT is bound to a key of its holder by the claim {@code cnf}. */
		BOUND

	}

}
