package rootpassword.reset;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A {@link PasswordPolicy} in the languages that forms, clients and password generators
 * speak.
 */
public final class PublishedPolicy {

	/** As {@code $}, but never before a last line break, in whatever dialect. */
	private static final String END = "(?![\\s\\S])";

	/** What means something in a class or outside of one, in any of the dialects. */
	private static final String SYNTAX = "^$\\.*+?()[]{}|/-";

	private final PasswordPolicy policy;

	public PublishedPolicy(PasswordPolicy policy) {
		this.policy = policy;
	}

	/**
	 * A regular expression that matches exactly the passwords that break no rule. It
	 * means the same to ECMA-262 (with the flags {@code u} or {@code v} and without) and
	 * to {@link java.util.regex.Pattern}.
	 */
	public String pattern() {
		return "^" + notPublished() + enoughClasses() + "[ -~]{" + this.policy.minLength() + ","
				+ PasswordPolicy.MAX_LENGTH + "}" + END;
	}

	/**
	 * The value of HTML's attribute {@code passwordrules}. Its language cannot say "three
	 * of four", so it asks generators for all of them.
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

	/** Some class is missing in each alternative, and all others occur. */
	private String enoughClasses() {
		List<CharacterClass> classes = this.policy.classes();
		return IntStream.range(0, classes.size())
			.mapToObj((missing) -> classes.stream()
				.filter((some) -> !some.equals(classes.get(classes.size() - 1 - missing)))
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

	/** In that language a hyphen must come first and a bracket last. */
	private String bracketed() {
		String special = this.policy.classes().getLast().characters();
		return Stream.of("-", special.replaceAll("[\\]-]", ""), "]")
			.filter((part) -> part.length() > 1 || special.contains(part))
			.collect(Collectors.joining());
	}

}
