package rootpassword.ledger.database;

import java.time.Duration;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import rootpassword.settings.Settings;

/**
 * The configuration of the ledger.
 *
 * @param lease the duration for which an open attempt claims its instance
 * @param attemptRetention how long the state of a settled attempt is kept, or
 * {@code null} to keep it for ever
 * @param startWait how long a start waits for a database that is away or locked
 */
@ConfigurationProperties("root-password.ledger")
public record LedgerProperties(@DefaultValue("30s") Duration lease, @Nullable Duration attemptRetention,
		@DefaultValue("60s") Duration startWait) {

	public static final String LEASE = "root-password.ledger.lease";

	private static final String ATTEMPT_RETENTION = "root-password.ledger.attempt-retention";

	public static final Duration MAX_LEASE = Duration.ofDays(1);

	private static final Duration MARGIN = Duration.ofSeconds(1);

	private static final Duration ADVISED_MARGIN = Duration.ofSeconds(5);

	/** No late outcome, pause of a key or lease needs an attempt for longer than this. */
	private static final Duration MIN_RETENTION = Duration.ofDays(1);

	private static final Duration MAX_RETENTION = Duration.ofDays(36_500);

	static final Duration MAX_START_WAIT = Duration.ofHours(1);

	private static final Logger logger = LoggerFactory.getLogger(LedgerProperties.class);

	public LedgerProperties {
		if (!lease.isPositive() || lease.compareTo(MAX_LEASE) > 0) {
			throw Settings.refused(LEASE, "must be positive and at most " + MAX_LEASE.toHours() + "h");
		}
		if (attemptRetention != null
				&& (attemptRetention.compareTo(MIN_RETENTION) < 0 || attemptRetention.compareTo(MAX_RETENTION) > 0)) {
			throw Settings.refused(ATTEMPT_RETENTION, "must be from 1d to 36500d");
		}
		Settings.require(!startWait.isNegative() && startWait.compareTo(MAX_START_WAIT) <= 0,
				"root-password.ledger.start-wait", "must be from 0s to 1h");
	}

	/**
	 * Checks that the lease cannot end during a call.
	 * @throws InvalidConfigurationPropertyValueException if it can
	 */
	public void requireLeaseBeyond(Duration deadline) {
		if (this.lease.compareTo(deadline.plus(MARGIN)) < 0) {
			throw Settings.refused(LEASE, "must exceed root-password.dds.deadline by at least 1s");
		}
		if (this.lease.compareTo(deadline.plus(ADVISED_MARGIN)) < 0) {
			logger.warn(
					"root-password.ledger.lease exceeds root-password.dds.deadline by less than {} s: a password that "
							+ "the network still holds could arrive after the lease",
					ADVISED_MARGIN.toSeconds());
		}
	}

	/**
	 * Checks that no attempt is deleted that the service may still read.
	 * @param property the property that gives the time for which attempts are read
	 * @throws InvalidConfigurationPropertyValueException if one is
	 */
	public void requireRetentionBeyond(Duration time, String property) {
		if (this.attemptRetention != null && this.attemptRetention.compareTo(time) <= 0) {
			throw Settings.refused(ATTEMPT_RETENTION, "must exceed " + property);
		}
	}

}
