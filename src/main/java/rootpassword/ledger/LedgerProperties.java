package rootpassword.ledger;

import java.time.Duration;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;

/**
 * The configuration of the ledger.
 *
 * @param lease the duration for which an open attempt claims its instance
 */
@ConfigurationProperties("root-password.ledger")
record LedgerProperties(@DefaultValue("30s") Duration lease) {

	private static final Duration MAX_LEASE = Duration.ofDays(1);

	private static final Duration MARGIN = Duration.ofSeconds(1);

	private static final Duration ADVISED_MARGIN = Duration.ofSeconds(5);

	private static final Logger logger = LoggerFactory.getLogger(LedgerProperties.class);

	LedgerProperties {
		if (!lease.isPositive() || lease.compareTo(MAX_LEASE) > 0) {
			throw refused("must be positive and at most " + MAX_LEASE.toHours() + "h");
		}
	}

	/**
	 * Checks that the lease cannot end during a call.
	 * @throws InvalidConfigurationPropertyValueException if it can
	 */
	void requireLeaseBeyond(Duration deadline) {
		if (this.lease.compareTo(deadline.plus(MARGIN)) < 0) {
			throw refused("must exceed root-password.dds.deadline by at least 1s");
		}
		if (this.lease.compareTo(deadline.plus(ADVISED_MARGIN)) < 0) {
			logger.warn(
					"root-password.ledger.lease exceeds root-password.dds.deadline by less than {} s: a password that "
							+ "the network still holds could arrive after the lease",
					ADVISED_MARGIN.toSeconds());
		}
	}

	private static InvalidConfigurationPropertyValueException refused(String reason) {
		return new InvalidConfigurationPropertyValueException("root-password.ledger.lease", null, reason);
	}

}
