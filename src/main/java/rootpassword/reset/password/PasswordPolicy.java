package rootpassword.reset.password;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The provider's password rules, which a site can make stricter. The validator, the error
 * texts and all published forms of the rules use this object.
 *
 * @param specialCharacters the characters of the fourth class, besides uppercase,
 * lowercase and digits
 * @param minLength the minimum length, 8 to 32
 * @param refusePublishedExamples whether to refuse the examples in the provider's
 * documentation
 * @see <a href=
 * "https://www.alibabacloud.com/help/en/mongodb/developer-reference/api-dds-2015-12-01-resetaccountpassword">
 * ResetAccountPassword</a>
 */
public record PasswordPolicy(String specialCharacters, int minLength, boolean refusePublishedExamples) {

	/** The special characters in all English editions of the provider's page. */
	public static final String PROVIDER_SPECIAL_CHARACTERS = "!#$%^&*()_+-=";

	/** The provider's minimum length. */
	public static final int PROVIDER_MIN_LENGTH = 8;

	/** The provider's maximum length. */
	public static final int MAX_LENGTH = 32;

	/** The number of classes, of four, that must occur: the 3-of-4 rule. */
	public static final int MIN_CLASSES = 3;

	private static final CharacterClass UPPERCASE = new CharacterClass("uppercase", IntStream.rangeClosed('A', 'Z'));

	private static final CharacterClass LOWERCASE = new CharacterClass("lowercase", IntStream.rangeClosed('a', 'z'));

	private static final CharacterClass DIGITS = new CharacterClass("digits", IntStream.rangeClosed('0', '9'));

	static final List<String> PUBLISHED_EXAMPLES = List.of("Ali!123456", "Ali! 123456");

	/** Whether this can be the minimum length of a policy. */
	public static boolean isMinLength(int candidate) {
		return candidate >= PROVIDER_MIN_LENGTH && candidate <= MAX_LENGTH;
	}

	/**
	 * One or more printable ASCII characters other than letters, digits and the space.
	 */
	public static boolean areSpecialCharacters(String candidates) {
		return !candidates.isEmpty() && candidates.chars().allMatch(PasswordPolicy::mayBeSpecial);
	}

	/**
	 * The rules that the password breaks, in the order of {@link PasswordRule}; empty if
	 * the password may be sent.
	 */
	public Set<PasswordRule> brokenBy(RootPassword password) {
		return Arrays.stream(PasswordRule.values())
			.filter((rule) -> rule.isBrokenBy(password, this))
			.collect(Collectors.toCollection(() -> EnumSet.noneOf(PasswordRule.class)));
	}

	/** The four classes, special characters last. */
	public List<CharacterClass> classes() {
		return List.of(UPPERCASE, LOWERCASE, DIGITS, new CharacterClass("special", this.specialCharacters.chars()));
	}

	/** The allowed characters that belong to no class. */
	public String otherCharacters() {
		return IntStream.rangeClosed(' ', '~')
			.filter((character) -> classes().stream().noneMatch((some) -> some.contains(character)))
			.mapToObj(Character::toString)
			.collect(Collectors.joining());
	}

	/** The number of classes that occur. Characters of no class are ignored. */
	long classesIn(RootPassword password) {
		return classes().stream().filter((some) -> password.view().chars().anyMatch(some::contains)).count();
	}

	private static boolean mayBeSpecial(int character) {
		return character > ' ' && character <= '~' && !Character.isLetterOrDigit(character);
	}

	/**
	 * A class of characters, for example uppercase letters.
	 *
	 * @param name the name for machines, for example {@code uppercase}
	 * @param characters the members, each once
	 */
	public record CharacterClass(String name, String characters) {

		CharacterClass(String name, IntStream characters) {
			this(name, characters.distinct().mapToObj(Character::toString).collect(Collectors.joining()));
		}

		boolean contains(int character) {
			return this.characters.indexOf(character) >= 0;
		}

	}

}
