package rootpassword.security;

import org.springframework.security.authentication.AuthenticationServiceException;

/**
 * Nobody can say whether the token is good: its issuer cannot be asked for its keys.
 */
final class IdentityUnavailableException extends AuthenticationServiceException {

	IdentityUnavailableException(String message) {
		super(message);
	}

}
