package rootpassword.web.docs;

import java.util.List;

import rootpassword.reset.password.CharacterClass;
import rootpassword.reset.password.PasswordPolicy;
import rootpassword.reset.password.PublishedPolicy;

/**
 * The password rules, for machines and people.
 */
record PolicyResponse(int minLength, int maxLength, int minClasses, List<CharacterClass> classes,
		String otherCharacters, String pattern, String passwordrules) {

	static PolicyResponse of(PasswordPolicy policy) {
		PublishedPolicy published = new PublishedPolicy(policy);
		return new PolicyResponse(policy.minLength(), PasswordPolicy.MAX_LENGTH, PasswordPolicy.MIN_CLASSES,
				policy.classes(), policy.otherCharacters(), published.pattern(), published.passwordRules());
	}

}
