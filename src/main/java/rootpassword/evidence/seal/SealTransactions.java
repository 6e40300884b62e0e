package rootpassword.evidence.seal;

import java.util.function.Supplier;

import rootpassword.reset.LedgerUnavailableException;

/**
 * Runs transactions that no reset waits for.
 */
@FunctionalInterface
public interface SealTransactions {

	/**
	 * Runs the work in one transaction.
	 * @throws LedgerUnavailableException if it may not be committed
	 */
	<T> T run(Supplier<T> work);

	/** Like {@link #run}, for what callers read: they must not hold up the sealing. */
	default <T> T read(Supplier<T> work) {
		return run(work);
	}

}
