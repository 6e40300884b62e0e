package rootpassword.reset.history;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

import org.jspecify.annotations.Nullable;
import rootpassword.reset.AttemptId;
import rootpassword.reset.LedgerUnavailableException;
import rootpassword.reset.command.InstanceId;

/**
 * The port that reads attempts in their current state: a late outcome has replaced
 * {@code unconfirmed}. Both methods throw {@link LedgerUnavailableException} if attempts
 * cannot be read.
 */
public interface AttemptHistory {

	/** The attempt with this id, of any caller. */
	Optional<Attempt> find(AttemptId attempt);

	/**
	 * A page of attempts on one instance, newest first. Attempts that are opened between
	 * two reads do not shift the pages.
	 */
	HistoryPage read(HistoryQuery query);

	/**
	 * A query for attempts on an instance.
	 *
	 * @param from the earliest opening time, inclusive
	 * @param to the latest opening time, exclusive
	 * @param after the end of the previous page
	 * @param limit the maximum number of attempts
	 */
	record HistoryQuery(InstanceId instance, @Nullable Instant from, @Nullable Instant to,
			@Nullable HistoryCursor after, int limit) {
	}

	/**
	 * A page of attempts, newest first.
	 *
	 * @param next the start of the next page, if there is one
	 */
	record HistoryPage(List<Attempt> attempts, @Nullable HistoryCursor next) {
	}

	/**
	 * A position in the history of an instance: just after one attempt.
	 *
	 * @param openedAt the time when that attempt was opened
	 * @param seq its sequence number, which orders attempts of the same time
	 */
	record HistoryCursor(Instant openedAt, long seq) {
	}

}
