package rootpassword.reset.history;

import java.time.Instant;

import org.jspecify.annotations.Nullable;
import rootpassword.reset.command.InstanceId;

/**
 * A query for attempts on an instance.
 *
 * @param from the earliest opening time, inclusive
 * @param to the latest opening time, exclusive
 * @param after the end of the previous page
 * @param limit the maximum number of attempts
 */
public record HistoryQuery(InstanceId instance, @Nullable Instant from, @Nullable Instant to,
		@Nullable HistoryCursor after, int limit) {
}
