package rootpassword.ledger.quota;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/** The limits of attempts per instance and per caller. */
@ConfigurationProperties("root-password.limits")
public record LimitProperties(@DefaultValue("10/1h") String perInstance, @DefaultValue("60/1m") String perCaller) {

	public LimitProperties {
		AttemptLimit.parse("root-password.limits.per-instance", perInstance);
		AttemptLimit.parse("root-password.limits.per-caller", perCaller);
	}

	public AttemptLimit instance() {
		return AttemptLimit.parse("root-password.limits.per-instance", this.perInstance);
	}

	public AttemptLimit caller() {
		return AttemptLimit.parse("root-password.limits.per-caller", this.perCaller);
	}

}
