package rootpassword.alibaba.transport;

import java.util.List;

import org.jspecify.annotations.Nullable;
import rootpassword.reset.command.InstanceGlob;
import rootpassword.reset.command.InstanceId;

/**
 * An account and region of the provider, with checked settings.
 *
 * @param section the section of the configuration that has its settings
 * @param instances the instances that it serves, unless an earlier target does
 * @param region sent as RegionId if set
 * @param endpoint host or host:port
 * @param role the ARN of the role to assume; {@code null} stands for the credentials of
 * the service
 * @param maxConcurrent the maximum number of concurrent calls
 * @param actiontrail whether its ActionTrail is read
 */
public record ProviderTarget(String name, String section, List<InstanceGlob> instances, @Nullable String region,
		String endpoint, @Nullable String role, @Nullable String externalId, int maxConcurrent, boolean actiontrail) {

	public boolean serves(InstanceId instance) {
		return this.instances.stream().anyMatch((glob) -> glob.matches(instance));
	}

	/** The number of the role's account; {@code own} stands for that of the service. */
	public String account() {
		return (this.role != null) ? this.role.split(":", -1)[3] : "own";
	}

}
