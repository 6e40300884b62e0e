package rootpassword.reset;

import java.time.Instant;

/**
 * A place in the history of an instance: between this attempt and the next older one.
 *
 * @param openedAt when the last attempt before the place was opened
 * @param seq its number, which decides between attempts of the same instant
 */
public record HistoryCursor(Instant openedAt, long seq) {
}
