package rootpassword.login;

/**
 * A login that shows nothing. The message is this program's own and quotes no peer.
 */
final class LoginFailedException extends Exception {

	private static final long serialVersionUID = 1L;

	LoginFailedException(String message) {
		super(message);
	}

}
