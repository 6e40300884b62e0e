package rootpassword.ledger;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How much of the ledger one instance and one caller may use.
 */
@ConfigurationProperties("root-password.limits")
record LimitProperties(@DefaultValue("10/1h") String perInstance, @DefaultValue("60/1m") String perCaller) {

	LimitProperties {
		Limit.parse("root-password.limits.per-instance", perInstance);
		Limit.parse("root-password.limits.per-caller", perCaller);
	}

	Limit instance() {
		return Limit.parse("root-password.limits.per-instance", this.perInstance);
	}

	Limit caller() {
		return Limit.parse("root-password.limits.per-caller", this.perCaller);
	}

}
