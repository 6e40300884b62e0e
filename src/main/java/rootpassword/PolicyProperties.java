package rootpassword;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import rootpassword.reset.password.PasswordPolicy;
import rootpassword.settings.Settings;

/**
 * The settings of the password policy.
 */
@ConfigurationProperties("root-password.policy")
record PolicyProperties(@DefaultValue(PasswordPolicy.PROVIDER_SPECIAL_CHARACTERS) String specialCharacters,
		@DefaultValue("" + PasswordPolicy.PROVIDER_MIN_LENGTH) int minLength, boolean refusePublishedExamples) {

	PolicyProperties {
		check(PasswordPolicy.isMinLength(minLength), "min-length",
				"must be from " + PasswordPolicy.PROVIDER_MIN_LENGTH + " to " + PasswordPolicy.MAX_LENGTH);
		check(PasswordPolicy.areSpecialCharacters(specialCharacters), "special-characters",
				"must be one or more printable ASCII characters other than letters, digits and the space");
	}

	private static void check(boolean valid, String name, String rule) {
		Settings.require(valid, "root-password.policy." + name, rule);
	}

	PasswordPolicy policy() {
		return new PasswordPolicy(this.specialCharacters, this.minLength, this.refusePublishedExamples);
	}

}
