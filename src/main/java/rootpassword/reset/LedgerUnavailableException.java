package rootpassword.reset;

/**
 * The ledger failed, did not confirm the commit in time, or has lost the attempt. The
 * message gives the reason in few words that may be logged.
 */
public final class LedgerUnavailableException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	public LedgerUnavailableException(String message) {
		super(message);
	}

	public LedgerUnavailableException(String message, Throwable cause) {
		super(message, cause);
	}

}
