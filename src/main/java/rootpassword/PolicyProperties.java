package rootpassword;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import rootpassword.reset.password.PasswordPolicy;

/**
 * How strict this site is about passwords, checked before anything else can ask.
 */
@ConfigurationProperties("root-password.policy")
record PolicyProperties(@DefaultValue(PasswordPolicy.PROVIDER_SPECIAL_CHARACTERS) String specialCharacters,
		@DefaultValue("" + PasswordPolicy.PROVIDER_MIN_LENGTH) int minLength, boolean refusePublishedExamples) {

	PolicyProperties {
		if (!PasswordPolicy.isMinLength(minLength)) {
			throw new InvalidConfigurationPropertyValueException("root-password.policy.min-length", null,
					"must be from " + PasswordPolicy.PROVIDER_MIN_LENGTH + " to " + PasswordPolicy.MAX_LENGTH);
		}
		if (!PasswordPolicy.areSpecialCharacters(specialCharacters)) {
			throw new InvalidConfigurationPropertyValueException("root-password.policy.special-characters", null,
					"must be one or more printable ASCII characters other than letters, digits and the space");
		}
	}

	PasswordPolicy policy() {
		return new PasswordPolicy(this.specialCharacters, this.minLength, this.refusePublishedExamples);
	}

}
