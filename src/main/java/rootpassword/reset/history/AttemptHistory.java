package rootpassword.reset.history;

import java.util.Optional;

import rootpassword.reset.AttemptId;
import rootpassword.reset.LedgerUnavailableException;

/**
 * The port that reads attempts in their current state: a late outcome has replaced
 * {@code unconfirmed}.
 */
public interface AttemptHistory {

	/**
	 * The attempt with this id, of any caller.
	 * @throws LedgerUnavailableException if it cannot be read
	 */
	Optional<Attempt> find(AttemptId attempt);

	/**
	 * A page of attempts on one instance, newest first. Attempts that are opened between
	 * two reads do not shift the pages.
	 * @throws LedgerUnavailableException if they cannot be read
	 */
	HistoryPage read(HistoryQuery query);

}
