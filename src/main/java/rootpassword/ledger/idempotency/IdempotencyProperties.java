package rootpassword.ledger.idempotency;

import java.time.Duration;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import rootpassword.settings.Settings;

/**
 * The configuration of idempotency keys.
 *
 * @param retention the lifetime of a key after its last use
 */
@ConfigurationProperties("root-password.idempotency")
public record IdempotencyProperties(@DefaultValue("24h") Duration retention) {

	private static final Duration MIN = Duration.ofMinutes(1);

	private static final Duration MAX = Duration.ofDays(366);

	public IdempotencyProperties {
		if (retention.compareTo(MIN) < 0 || retention.compareTo(MAX) > 0) {
			throw Settings.refused("root-password.idempotency.retention", "must be from 1m to 366d");
		}
	}

}
