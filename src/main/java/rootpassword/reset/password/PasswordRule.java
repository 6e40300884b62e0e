package rootpassword.reset.password;

import rootpassword.reset.outcome.HasCode;

/** A password rule. Its {@link #code()} appears in problems. */
public enum PasswordRule implements HasCode {

	TOO_SHORT, TOO_LONG, TOO_FEW_CLASSES, FORBIDDEN_CHARACTER, PUBLISHED_EXAMPLE;

	boolean isBrokenBy(RootPassword password, PasswordPolicy policy) {
		return switch (this) {
			case TOO_SHORT -> password.length() < policy.minLength();
			case TOO_LONG -> password.length() > PasswordPolicy.MAX_LENGTH;
			case TOO_FEW_CLASSES -> policy.classesIn(password) < PasswordPolicy.MIN_CLASSES;
			case FORBIDDEN_CHARACTER ->
				password.view().chars().anyMatch((character) -> character < ' ' || character > '~');
			case PUBLISHED_EXAMPLE -> policy.refusePublishedExamples() && PasswordPolicy.PUBLISHED_EXAMPLES.stream()
				.anyMatch((example) -> example.contentEquals(password.view()));
		};
	}

}
