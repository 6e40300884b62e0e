package rootpassword.export;

import java.util.function.Supplier;

import rootpassword.reset.LedgerUnavailableException;

/**
 * Runs transactions that no reset waits for.
 */
@FunctionalInterface
public interface ExportTransactions {

	/**
	 * Runs the work in one transaction.
	 * @throws LedgerUnavailableException if it may not be committed
	 */
	<T> T run(Supplier<T> work);

}
