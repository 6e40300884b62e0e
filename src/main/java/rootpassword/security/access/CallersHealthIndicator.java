package rootpassword.security.access;

import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/**
 * Shows whether the callers file holds. It is never down: the old rules go on.
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

	/** Whether the callers file holds as it is now; it does where there is none. */
	public boolean valid() {
		return this.rules.fault() == null;
	}

}
