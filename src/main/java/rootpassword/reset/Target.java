package rootpassword.reset;

import java.util.function.Predicate;

import org.jspecify.annotations.Nullable;
import rootpassword.reset.command.InstanceId;

/**
 * An account and region of a provider, with a gateway of its own.
 *
 * @param name in the trail, metrics, log, spans and alerts
 * @param region the provider's id of the region, if it is configured
 * @param account the provider's id of the account, if it is configured
 * @param serves tells whether the target serves an instance, unless an earlier one does
 */
public record Target(String name, @Nullable String region, @Nullable String account, Predicate<InstanceId> serves,
		AccountGateway gateway) {

	/** The same target with another gateway. */
	public Target with(AccountGateway other) {
		return new Target(this.name, this.region, this.account, this.serves, other);
	}

}
