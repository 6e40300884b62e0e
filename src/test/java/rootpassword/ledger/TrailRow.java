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

	/** The same facts as another event. */
	TrailRow as(String event) {
		return new TrailRow(event, this.attempt, this.caller, this.assertedUser, this.sourceAddress, this.instance,
				this.reason, this.outcome, this.rejection, this.requestId, this.code, this.status, this.traceId);
	}

}
