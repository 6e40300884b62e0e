package rootpassword.settings;

import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;

/**
 * Refuses the value of a property, which stops the start. The failure names the property
 * and the rule, never the value, because that may be a secret.
 */
public final class Settings {

	private Settings() {
	}

	/**
	 * Stops the start unless the condition holds.
	 * @param rule what the value must be, as the rest of a sentence about the property
	 */
	public static void require(boolean condition, String property, String rule) {
		if (!condition) {
			throw refused(property, rule);
		}
	}

	/** The failure that stops the start because of this property. */
	public static InvalidConfigurationPropertyValueException refused(String property, String rule) {
		return new InvalidConfigurationPropertyValueException(property, null, rule);
	}

}
