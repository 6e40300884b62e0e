package rootpassword.reset;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The provider's password rules, as strict as a site wants them; validator, error texts
 * and every published form of the rules ask this one object.
 *
 * @param specialCharacters the characters of the fourth class, next to uppercase,
 * lowercase and digits
 * @param minLength fewest characters, 8 to 32
 * @param refusePublishedExamples whether passwords that stand in the provider's
 * documentation are refused
 * @see <a href=
 * "https://www.alibabacloud.com/help/en/mongodb/developer-reference/api-dds-2015-12-01-resetaccountpassword">
 * ResetAccountPassword</a>
 */
public record PasswordPolicy(String specialCharacters, int minLength, boolean refusePublishedExamples) {

	/** The special characters that every English edition of the provider's page names. */
	public static final String PROVIDER_SPECIAL_CHARACTERS = "!#$%^&*()_+-=";

	/** The fewest characters that the provider takes. */
	public static final int PROVIDER_MIN_LENGTH = 8;

	/** The most characters that the provider takes. */
	public static final int MAX_LENGTH = 32;

	/** How many of the four classes must occur. */
	public static final int MIN_CLASSES = 3;

	private static final CharacterClass UPPERCASE = CharacterClass.ofRange("uppercase", 'A', 'Z');

	private static final CharacterClass LOWERCASE = CharacterClass.ofRange("lowercase", 'a', 'z');

	private static final CharacterClass DIGITS = CharacterClass.ofRange("digits", '0', '9');

	static final List<String> PUBLISHED_EXAMPLES = List.of("Ali!123456", "Ali! 123456");

	/**
	 * Takes a policy that is at least as strict as the provider.
	 * @throws IllegalArgumentException if the minimum length is outside 8 to 32, or the
	 * special characters are none, or one is no printable ASCII, a letter, a digit or a
	 * space
	 */
	public PasswordPolicy {
		if (!isMinLength(minLength)) {
			throw new IllegalArgumentException(
					"The minimum length must be from " + PROVIDER_MIN_LENGTH + " to " + MAX_LENGTH);
		}
		if (!areSpecialCharacters(specialCharacters)) {
			throw new IllegalArgumentException(
					"Special characters must be one or more printable ASCII characters other than letters, digits and the space");
		}
	}

	public static boolean isMinLength(int candidate) {
		return candidate >= PROVIDER_MIN_LENGTH && candidate <= MAX_LENGTH;
	}

	public static boolean areSpecialCharacters(String candidates) {
		return !candidates.isEmpty() && candidates.chars().allMatch(PasswordPolicy::mayBeSpecial);
	}

	/**
	 * Every rule that the password breaks, in the order of {@link PasswordRule}; empty if
	 * it may be sent.
	 */
	public Set<PasswordRule> brokenBy(RootPassword password) {
		return Arrays.stream(PasswordRule.values())
			.filter((rule) -> rule.isBrokenBy(password, this))
			.collect(Collectors.toCollection(() -> EnumSet.noneOf(PasswordRule.class)));
	}

	/**
	 * The four classes; the special characters come last.
	 */
	public List<CharacterClass> classes() {
		return List.of(UPPERCASE, LOWERCASE, DIGITS, CharacterClass.of("special", this.specialCharacters));
	}

	/**
	 * What may occur but counts for no class.
	 */
	public String otherCharacters() {
		List<CharacterClass> classes = classes();
		return CharacterClass.ofRange("other", ' ', '~')
			.characters()
			.chars()
			.filter((character) -> classes.stream().noneMatch((some) -> some.contains(character)))
			.mapToObj(Character::toString)
			.collect(Collectors.joining());
	}

	/**
	 * How many of the four classes occur; a character outside all four is let through and
	 * counts for none.
	 */
	long classesIn(RootPassword password) {
		return classes().stream().filter((some) -> password.characters().chars().anyMatch(some::contains)).count();
	}

	private static boolean mayBeSpecial(int character) {
		return character > ' ' && character <= '~' && !Character.isLetterOrDigit(character);
	}

}
