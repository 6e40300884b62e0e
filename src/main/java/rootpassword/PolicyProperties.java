package rootpassword;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import rootpassword.reset.password.PasswordPolicy;
import rootpassword.settings.Settings;

@ConfigurationProperties("root-password.policy")
record PolicyProperties(@DefaultValue(PasswordPolicy.PROVIDER_SPECIAL_CHARACTERS) String specialCharacters,
		@DefaultValue("" + PasswordPolicy.PROVIDER_MIN_LENGTH) int minLength, boolean refusePublishedExamples) {

	PolicyProperties {
		Settings.require(PasswordPolicy.isMinLength(minLength), "root-password.policy.min-length",
				"must be from " + PasswordPolicy.PROVIDER_MIN_LENGTH + " to " + PasswordPolicy.MAX_LENGTH);
		Settings.require(PasswordPolicy.areSpecialCharacters(specialCharacters),
				"root-password.policy.special-characters",
				"must be one or more printable ASCII characters other than letters, digits and the space");
	}

}
