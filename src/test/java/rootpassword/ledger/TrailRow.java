package rootpassword.ledger;

import java.util.UUID;

import org.jspecify.annotations.Nullable;

/**
 * A row of the trail.
 */
record TrailRow(String event, @Nullable UUID attempt, String caller, @Nullable String assertedUser,
		String sourceAddress, @Nullable String instance, @Nullable String reason, @Nullable String outcome,
		@Nullable String rejection, @Nullable String requestId, @Nullable String code, @Nullable Integer status,
		@Nullable String traceId) {
}
