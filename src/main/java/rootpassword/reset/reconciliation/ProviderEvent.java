package rootpassword.reset.reconciliation;

import java.time.Instant;

import org.jspecify.annotations.Nullable;
import rootpassword.reset.AttemptId;
import rootpassword.reset.command.InstanceId;
import rootpassword.reset.outcome.ResetOutcome;

/**
 * A call in the provider's trail that reset the password of {@code root}, or tried to.
 *
 * @param attempt the attempt that the caller's user agent names; not authenticated, since
 * any caller of the provider can put any id there
 * @param outcome with the same meaning as that of a direct answer
 * @param requestId the provider's id of the call
 * @param time the time of the call, by the provider's clock
 * @param user the account that signed the call
 * @param sourceAddress the address or service that the call came from
 */
public record ProviderEvent(@Nullable AttemptId attempt, InstanceId instance, ResetOutcome outcome, String requestId,
		Instant time, @Nullable String user, @Nullable String sourceAddress) {
}
