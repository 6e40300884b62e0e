package rootpassword.alibaba.credentials;

import java.util.Map;

import rootpassword.alibaba.transport.ProviderTarget;

/**
 * The access keys of the targets.
 *
 * @param own those of the service, for targets without a role
 * @param assumed those of assumed roles, by the name of their target
 */
public record TargetKeys(AccessKeys own, Map<String, AccessKeys> assumed) implements AutoCloseable {

	public AccessKeys of(ProviderTarget target) {
		return this.assumed.getOrDefault(target.name(), this.own);
	}

	@Override
	public void close() {
		this.assumed.values().forEach(AccessKeys::close);
		this.own.close();
	}

}
