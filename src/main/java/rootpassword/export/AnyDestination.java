package rootpassword.export;

import org.springframework.boot.autoconfigure.condition.AnyNestedCondition;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;

/**
 * Whether the trail is exported anywhere.
 */
final class AnyDestination extends AnyNestedCondition {

	AnyDestination() {
		super(ConfigurationPhase.REGISTER_BEAN);
	}

	/**
	 * The collector is switched on.
	 */
	@ConditionalOnBooleanProperty("root-password.export.otlp.enabled")
	static final class Otlp {

	}

	/**
	 * The webhook has an address.
	 */
	@ConditionalOnProperty("root-password.export.webhook.url")
	static final class Webhook {

	}

}
