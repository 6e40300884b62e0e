package rootpassword.reset;

import java.util.function.Predicate;

import rootpassword.reset.command.InstanceId;

/**
 * An account and region of a provider, with a gateway of its own.
 *
 * @param name in the trail, metrics, log, spans and alerts
 * @param serves tells whether the target serves an instance, unless an earlier one does
 */
public record Target(String name, Predicate<InstanceId> serves, AccountGateway gateway) {
}
