package rootpassword.ledger.database;

import java.time.Duration;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import rootpassword.settings.Settings;

/**
 * The configuration of the first connection.
 *
 * @param startWait how long a start waits for a database that is away or locked
 */
@ConfigurationProperties("root-password.ledger")
record DatabaseProperties(@DefaultValue("60s") Duration startWait) {

	private static final Duration MAX = Duration.ofHours(1);

	DatabaseProperties {
		if (startWait.isNegative() || startWait.compareTo(MAX) > 0) {
			throw Settings.refused("root-password.ledger.start-wait", "must be from 0s to 1h");
		}
	}

}
