package rootpassword.reset.command;

import org.jspecify.annotations.Nullable;

/**
 * Where a request comes from, for the audit trail.
 *
 * @param reason the caller's reason, in its own words
 * @param traceId the W3C trace id of the request
 */
public record Origin(Actor actor, @Nullable String reason, @Nullable String traceId) {
}
