package rootpassword.reset.history;

import java.time.Instant;

/**
 * A position in the history of an instance: just after one attempt.
 *
 * @param openedAt the time when that attempt was opened
 * @param seq its sequence number, which orders attempts of the same time
 */
public record HistoryCursor(Instant openedAt, long seq) {
}
