package rootpassword.security;

import org.springframework.security.oauth2.server.resource.InvalidBearerTokenException;

/**
 * A token was shown that proves nobody.
 */
final class BadTokenException extends InvalidBearerTokenException {

	private final TokenFault fault;

	BadTokenException(TokenFault fault) {
		super("The token is " + fault.code());
		this.fault = fault;
	}

	TokenFault fault() {
		return this.fault;
	}

}
