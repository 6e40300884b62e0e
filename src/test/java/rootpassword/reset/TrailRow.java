package rootpassword.reset;

import java.util.UUID;

import org.jspecify.annotations.Nullable;

/**
 * One row of a trail, as a contract test sees it.
 */
public record TrailRow(String event, @Nullable UUID attempt, String caller, @Nullable String assertedUser,
		String sourceAddress, @Nullable String instance, @Nullable String reason, @Nullable String outcome,
		@Nullable String rejection, @Nullable String requestId, @Nullable String code, @Nullable Integer status,
		@Nullable String traceId) {
}
