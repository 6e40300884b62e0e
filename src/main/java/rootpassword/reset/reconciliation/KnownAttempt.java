package rootpassword.reset.reconciliation;

import java.time.Duration;
import java.time.Instant;

import org.jspecify.annotations.Nullable;
import rootpassword.reset.AttemptId;
import rootpassword.reset.command.InstanceId;
import rootpassword.reset.reconciliation.Lookup.ProviderEvent;

/**
 * The current state of an attempt, to be compared with an event.
 *
 * @param outcome {@code null} while the attempt is open
 * @param requestId the provider's id of the call, if its answer had one
 */
public record KnownAttempt(AttemptId id, InstanceId instance, Instant openedAt, Instant leaseUntil,
		@Nullable String outcome, @Nullable String requestId) {

	/**
	 * The provider refuses a call whose time differs from its clock by more than this.
	 */
	public static final Duration CLOCK_DIFFERENCE = Duration.ofMinutes(15);

	/**
	 * Whether the event can be the call of this attempt, by instance, time and request
	 * id. An attempt that was accepted or rejected without a request id never reached the
	 * provider, so no event is its call.
	 */
	boolean fits(ProviderEvent event) {
		return this.instance.equals(event.instance()) && !event.time().isBefore(this.openedAt.minus(CLOCK_DIFFERENCE))
				&& !event.time().isAfter(this.leaseUntil.plus(CLOCK_DIFFERENCE)) && ((this.requestId != null)
						? this.requestId.equals(event.requestId()) : this.outcome == null || isUnconfirmed());
	}

	boolean isUnconfirmed() {
		return "unconfirmed".equals(this.outcome);
	}

}
