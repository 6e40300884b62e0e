package rootpassword.reset;

/**
 * The ledger did not, or not surely, write down what it was asked to.
 */
public final class LedgerUnavailableException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	public LedgerUnavailableException(String message, Throwable cause) {
		super(message, cause);
	}

}
