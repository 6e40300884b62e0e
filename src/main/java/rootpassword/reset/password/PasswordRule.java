package rootpassword.reset.password;

import java.util.Locale;

/**
 * A password rule, with its code in problems.
 */
public enum PasswordRule {

	TOO_SHORT {
		@Override
		boolean isBrokenBy(RootPassword password, PasswordPolicy policy) {
			return password.length() < policy.minLength();
		}
	},

	TOO_LONG {
		@Override
		boolean isBrokenBy(RootPassword password, PasswordPolicy policy) {
			return password.length() > PasswordPolicy.MAX_LENGTH;
		}
	},

	TOO_FEW_CLASSES {
		@Override
		boolean isBrokenBy(RootPassword password, PasswordPolicy policy) {
			return policy.classesIn(password) < PasswordPolicy.MIN_CLASSES;
		}
	},

	FORBIDDEN_CHARACTER {
		@Override
		boolean isBrokenBy(RootPassword password, PasswordPolicy policy) {
			return password.characters().chars().anyMatch((character) -> character < ' ' || character > '~');
		}
	},

	PUBLISHED_EXAMPLE {
		@Override
		boolean isBrokenBy(RootPassword password, PasswordPolicy policy) {
			return policy.refusePublishedExamples() && PasswordPolicy.PUBLISHED_EXAMPLES.stream()
				.anyMatch((example) -> example.contentEquals(password.characters()));
		}
	};

	abstract boolean isBrokenBy(RootPassword password, PasswordPolicy policy);

	/** The name for machines, for example {@code too-short}. */
	public String code() {
		return name().toLowerCase(Locale.ROOT).replace('_', '-');
	}

}
