package rootpassword.reset.password;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import rootpassword.reset.password.PasswordPolicy.CharacterClass;

/**
 * A {@link PasswordPolicy} as a regular expression and as HTML {@code passwordrules}, for
 * forms, clients and password generators.
 */
public record PublishedPolicy(PasswordPolicy policy) {

	/** The very end. In some dialects {@code $} also matches before a last line break. */
	private static final String END = "(?![\\s\\S])";

	/** Characters with a meaning inside or outside of a class, in any dialect. */
	private static final String SYNTAX = "^$\\.*+?()[]{}|/-";

	/**
	 * A regular expression that matches exactly the passwords that break no rule. It has
	 * the same meaning in ECMA-262, with and without the flags {@code u} and {@code v},
	 * and in {@link java.util.regex.Pattern}.
	 */
	public String pattern() {
		return "^" + notPublished() + enoughClasses() + "[ -~]{" + this.policy.minLength() + ","
				+ PasswordPolicy.MAX_LENGTH + "}" + END;
	}

	/**
	 * The value of the HTML attribute {@code passwordrules}. Its syntax cannot express
	 * "three of four", so it requires all four classes.
	 */
	public String passwordRules() {
		return "minlength: " + this.policy.minLength() + "; maxlength: " + PasswordPolicy.MAX_LENGTH
				+ "; required: upper; required: lower; required: digit; required: [" + bracketed() + "];";
	}

	private String notPublished() {
		return this.policy.refusePublishedExamples() ? PasswordPolicy.PUBLISHED_EXAMPLES.stream()
			.map(PublishedPolicy::quoted)
			.collect(Collectors.joining("|", "(?!(?:", ")" + END + ")")) : "";
	}

	/** One alternative for each class that may be missing: all other classes occur. */
	private String enoughClasses() {
		List<CharacterClass> classes = this.policy.classes();
		return classes.reversed()
			.stream()
			.map((missing) -> classes.stream()
				.filter((some) -> !some.equals(missing))
				.map((some) -> "(?=.*[" + set(some) + "])")
				.collect(Collectors.joining()))
			.collect(Collectors.joining("|", "(?:", ")"));
	}

	private static String set(CharacterClass some) {
		return switch (some.name()) {
			case "uppercase" -> "A-Z";
			case "lowercase" -> "a-z";
			case "digits" -> "0-9";
			default -> quoted(some.characters());
		};
	}

	private static String quoted(String text) {
		return text.chars()
			.mapToObj(Character::toString)
			.map((character) -> SYNTAX.contains(character) ? "\\" + character : character)
			.collect(Collectors.joining());
	}

	/** The special characters for {@code passwordrules}: hyphen first, bracket last. */
	private String bracketed() {
		String special = this.policy.classes().getLast().characters();
		return Stream.of("-", special.replaceAll("[\\]-]", ""), "]")
			.filter((part) -> part.length() > 1 || special.contains(part))
			.collect(Collectors.joining());
	}

}
