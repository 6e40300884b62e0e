package rootpassword.security.access;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/**
 * Shows the number of access rules, and why the callers file is refused. The status is
 * always UP, because the old rules still apply.
 */
public final class CallersHealthIndicator implements HealthIndicator, MeterBinder {

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

	@Override
	public void bindTo(MeterRegistry registry) {
		Gauge.builder("root.password.callers.file.valid", () -> valid() ? 1 : 0)
			.description("Whether the callers file is valid, or there is none")
			.register(registry);
	}

	boolean valid() {
		return this.rules.fault() == null;
	}

}
