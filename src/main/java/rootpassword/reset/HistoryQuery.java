package rootpassword.reset;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

/**
 * Asks for attempts on an instance.
 *
 * @param from opened at this time or later
 * @param to opened before this time
 * @param after where the page before has ended
 * @param limit how many at most
 */
public record HistoryQuery(InstanceId instance, @Nullable Instant from, @Nullable Instant to,
		@Nullable HistoryCursor after, int limit) {
}
