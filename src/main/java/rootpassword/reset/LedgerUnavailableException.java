package rootpassword.reset;

/**
 * The ledger failed, or did not confirm the commit in time.
 */
public final class LedgerUnavailableException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	public LedgerUnavailableException(String message, Throwable cause) {
		super(message, cause);
	}

}
