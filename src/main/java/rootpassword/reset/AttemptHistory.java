package rootpassword.reset;

import java.util.Optional;

/**
 * Tells what became of attempts, each as it stands now: an answer that came late stands
 * in the place of {@code unconfirmed}.
 */
public interface AttemptHistory {

	/**
	 * The attempt of that id, whosever it is.
	 * @throws LedgerUnavailableException if it cannot be read
	 */
	Optional<Attempt> find(AttemptId attempt);

	/**
	 * The attempts on one instance, newest first. Attempts that are opened between two
	 * pages move none of the older ones.
	 * @throws LedgerUnavailableException if they cannot be read
	 */
	HistoryPage read(HistoryQuery query);

}
