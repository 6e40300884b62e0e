package rootpassword.reset;

import org.jspecify.annotations.Nullable;

/**
 * A known caller's request that ended before anything was opened.
 *
 * @param instance the instance it named, if that is an instance id at all
 * @param validation whether nothing would have been opened anyway
 */
public record Refusal(Actor actor, @Nullable InstanceId instance, Rejection reason, @Nullable String traceId,
		boolean validation) {

	/** The refusal of a reset. */
	public Refusal(Actor actor, @Nullable InstanceId instance, Rejection reason, @Nullable String traceId) {
		this(actor, instance, reason, traceId, false);
	}

}
