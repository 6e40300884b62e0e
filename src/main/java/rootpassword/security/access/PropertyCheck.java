package rootpassword.security.access;

import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;

/**
 * Checks configuration properties. The errors never contain the value, which may be a
 * secret.
 */
final class PropertyCheck {

	private PropertyCheck() {
	}

	static void require(boolean condition, String property, String rule) {
		if (!condition) {
			throw new InvalidConfigurationPropertyValueException(property, null, rule);
		}
	}

}
