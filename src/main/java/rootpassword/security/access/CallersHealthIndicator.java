package rootpassword.security.access;

import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/**
 * Shows the number of access rules, and why the callers file is refused. The status is
 * always UP, because the old rules still apply.
 */
public final class CallersHealthIndicator implements HealthIndicator {

	private final ReloadingAccessRules rules;

	public CallersHealthIndicator(ReloadingAccessRules rules) {
		this.rules = rules;
	}

	@Override
	public Health health() {
		Health.Builder health = Health.up().withDetail("rules", this.rules.get().rules().size());
		String fault = this.rules.fault();
		return ((fault != null) ? health.withDetail("refused", fault) : health).build();
	}

	/** Whether the rules of the callers file apply; {@code true} without a file. */
	public boolean valid() {
		return this.rules.fault() == null;
	}

}
