package rootpassword.security.token;

import org.springframework.security.oauth2.server.resource.InvalidBearerTokenException;

/** The bearer token of a request authenticates no caller. */
public final class BadTokenException extends InvalidBearerTokenException {

	private final TokenFault fault;

	public BadTokenException(TokenFault fault) {
		super("The token is " + fault.code());
		this.fault = fault;
	}

	public TokenFault fault() {
		return this.fault;
	}

}
