package rootpassword.alibaba.actiontrail;

import java.time.Duration;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import rootpassword.alibaba.transport.AlibabaProperties;
import rootpassword.alibaba.transport.ProviderTarget;
import rootpassword.settings.Settings;

/**
 * The settings of the reconciliation with ActionTrail.
 *
 * @param endpoint host or host:port; {@code null} stands for that of the region
 * @param foreignChanges whether changes by others are recorded
 * @param delay the age at which an event is looked up first
 * @param until the age at which an event is no longer looked up
 */
@ConfigurationProperties(ActionTrailProperties.PREFIX)
record ActionTrailProperties(boolean enabled, @Nullable String endpoint, @DefaultValue("true") boolean foreignChanges,
		@DefaultValue("10m") Duration delay, @DefaultValue("24h") Duration until) {

	static final String PREFIX = "root-password.actiontrail";

	private static final Duration MAX_AGE = Duration.ofDays(7);

	ActionTrailProperties {
		if (endpoint != null) {
			AlibabaProperties.checkEndpoint(endpoint, PREFIX + ".endpoint");
		}
		Settings.require(delay.toSeconds() >= 2 && delay.toNanosPart() == 0, PREFIX + ".delay",
				"must be at least 2s, in whole seconds");
		Settings.require(until.compareTo(delay.multipliedBy(2)) >= 0 && until.compareTo(MAX_AGE) <= 0,
				PREFIX + ".until", "must be at least twice the delay, and at most 7d");
	}

	String endpoint(ProviderTarget target) {
		Settings.require(this.endpoint != null || target.region() != null, PREFIX + ".endpoint",
				"must be set, or " + target.section() + ".region");
		return (this.endpoint != null) ? this.endpoint : "actiontrail." + target.region() + ".aliyuncs.com";
	}

}
