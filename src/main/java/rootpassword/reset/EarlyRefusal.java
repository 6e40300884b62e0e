package rootpassword.reset;

import org.jspecify.annotations.Nullable;
import rootpassword.reset.command.InstanceId;
import rootpassword.reset.command.Origin;
import rootpassword.reset.outcome.Rejection;

/**
 * The refusal of a known caller's request before the ledger was asked.
 *
 * @param instance the instance in the path, or {@code null} if it is not a valid id
 * @param validation whether the request was a validation rather than a reset
 */
public record EarlyRefusal(Origin origin, @Nullable InstanceId instance, Rejection reason, boolean validation) {
}
