package rootpassword.reset.reconciliation;

import java.time.Duration;
import java.time.Instant;

import org.jspecify.annotations.Nullable;
import rootpassword.reset.Deadline;

/**
 * A page of the provider's trail that this replica shall read now.
 *
 * @param turn the number of the turn, which no other reading has
 * @param age the reader, see {@link ReconciliationPlan#ages()}
 * @param from the time of the earliest events, inclusive
 * @param to the time of the latest events, inclusive
 * @param token leads to the page; the first page has none
 * @param deadline the time at which the query must have ended
 */
public record Reading(long turn, Duration age, Instant from, Instant to, @Nullable String token, Deadline deadline) {
}
