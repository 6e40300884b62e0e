package rootpassword.evidence.verify;

/** The input does not allow a verdict, for a reason that the message says. */
public final class UnusableException extends Exception {

	private static final long serialVersionUID = 1;

	UnusableException(String message) {
		super(message);
	}

}
