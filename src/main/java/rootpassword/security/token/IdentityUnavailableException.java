package rootpassword.security.token;

import org.springframework.security.authentication.AuthenticationServiceException;

/**
 * Nobody can say whether the token is good: its issuer cannot be asked for its keys.
 */
public final class IdentityUnavailableException extends AuthenticationServiceException {

	public IdentityUnavailableException(String message) {
		super(message);
	}

}
