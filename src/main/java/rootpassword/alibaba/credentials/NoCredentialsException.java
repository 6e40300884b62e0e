package rootpassword.alibaba.credentials;

/**
 * There is no valid access key. The message quotes nothing but an error code of the token
 * service.
 */
public final class NoCredentialsException extends Exception {

	private static final long serialVersionUID = 1L;

	NoCredentialsException(String message) {
		super(message);
	}

}
