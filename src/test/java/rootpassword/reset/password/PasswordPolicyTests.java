package rootpassword.reset.password;

import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;
import static rootpassword.reset.password.PasswordRule.FORBIDDEN_CHARACTER;
import static rootpassword.reset.password.PasswordRule.PUBLISHED_EXAMPLE;
import static rootpassword.reset.password.PasswordRule.TOO_FEW_CLASSES;
import static rootpassword.reset.password.PasswordRule.TOO_LONG;
import static rootpassword.reset.password.PasswordRule.TOO_SHORT;

class PasswordPolicyTests {

	private static final String SPECIAL = PasswordPolicy.PROVIDER_SPECIAL_CHARACTERS;

	private static final PasswordPolicy PROVIDER = new PasswordPolicy(SPECIAL, 8, false);

	@ParameterizedTest(name = "[{index}] {0} breaks {1}")
	@MethodSource
	void namesEveryBrokenRule(String password, List<PasswordRule> broken) {
		assertThat(brokenBy(PROVIDER, password)).containsExactlyElementsOf(broken);
	}

	static Stream<Arguments> namesEveryBrokenRule() {
		return Stream.of(
				// Length
				breaks("", TOO_SHORT, TOO_FEW_CLASSES), breaks("Abcdef1", TOO_SHORT), breaks("Abcdefg1"),
				breaks("Ab1" + "x".repeat(29)), breaks("Ab1" + "x".repeat(30), TOO_LONG),
				breaks("Ab1" + "x".repeat(5000), TOO_LONG),
				// One class
				breaks("ABCDEFGH", TOO_FEW_CLASSES), breaks("abcdefgh", TOO_FEW_CLASSES),
				breaks("12345678", TOO_FEW_CLASSES), breaks("!#$%^&*(", TOO_FEW_CLASSES),
				// Two
				breaks("ABCDefgh", TOO_FEW_CLASSES), breaks("ABCD1234", TOO_FEW_CLASSES),
				breaks("ABCD!#$%", TOO_FEW_CLASSES), breaks("abcd1234", TOO_FEW_CLASSES),
				breaks("abcd!#$%", TOO_FEW_CLASSES), breaks("1234!#$%", TOO_FEW_CLASSES),
				// Three
				breaks("ABCdef12"), breaks("ABCdef!#"), breaks("ABC123!#"), breaks("abc123!#"),
				// Four
				breaks("ABcd12!#"),
				// The edges of the classes
				breaks("AZazAZ09"), breaks("@[AZ`{az", TOO_FEW_CLASSES), breaks("/:09AZAZ", TOO_FEW_CLASSES),
				// Outside the four classes, let through and counted for none
				breaks("Ali! 123456"), breaks("Abc 1234"), breaks("Abc@1234"), breaks("abc@1234", TOO_FEW_CLASSES),
				breaks("abc 1234", TOO_FEW_CLASSES), breaks("abc~1234", TOO_FEW_CLASSES),
				breaks("abc\"1234", TOO_FEW_CLASSES), breaks("        ", TOO_FEW_CLASSES),
				// Outside printable ASCII
				breaks("Abcdefg1\u0000", FORBIDDEN_CHARACTER), breaks("Abcdefg1\t", FORBIDDEN_CHARACTER),
				breaks("Abcdefg1\n", FORBIDDEN_CHARACTER), breaks("\u001FAbcdefg1", FORBIDDEN_CHARACTER),
				breaks("Abcdefg1~"), breaks("Abcdefg1\u007F", FORBIDDEN_CHARACTER),
				breaks("Abcdefg1\u0080", FORBIDDEN_CHARACTER), breaks("Abcdéfg1", FORBIDDEN_CHARACTER),
				breaks("Abcdefg1😀", FORBIDDEN_CHARACTER), breaks("Abcdefg1\uD83D", FORBIDDEN_CHARACTER),
				// Digits and letters of other scripts count for no class
				breaks("Abcdefg٣", TOO_FEW_CLASSES, FORBIDDEN_CHARACTER),
				breaks("Àbcdefg1", TOO_FEW_CLASSES, FORBIDDEN_CHARACTER), breaks("Abcdefg!"),
				breaks("Abcdefg！", TOO_FEW_CLASSES, FORBIDDEN_CHARACTER),
				// Several at once, in the order of the rules
				breaks("é", TOO_SHORT, TOO_FEW_CLASSES, FORBIDDEN_CHARACTER),
				breaks("é".repeat(33), TOO_LONG, TOO_FEW_CLASSES, FORBIDDEN_CHARACTER));
	}

	@ParameterizedTest
	@ValueSource(strings = { "!", "#", "$", "%", "^", "&", "*", "(", ")", "_", "+", "-", "=" })
	void countsEachOfTheProvidersSpecialCharacters(String character) {
		assertThat(brokenBy(PROVIDER, "abcd123" + character)).isEmpty();
	}

	@ParameterizedTest
	@ValueSource(strings = { "{", "}", "$", "@", "\\", "]", "\"" })
	void countsOnlyTheConfiguredSpecialCharacters(String character) {
		PasswordPolicy policy = new PasswordPolicy("{}$@\\]\"", 8, false);
		assertThat(brokenBy(policy, "abcd123" + character)).isEmpty();
		assertThat(brokenBy(policy, "abcd123!")).containsExactly(TOO_FEW_CLASSES);
	}

	@Test
	void asksForTheConfiguredLength() {
		PasswordPolicy policy = new PasswordPolicy(SPECIAL, 12, false);
		assertThat(brokenBy(policy, "Abcdefghij1")).containsExactly(TOO_SHORT);
		assertThat(brokenBy(policy, "Abcdefghijk1")).isEmpty();
	}

	@ParameterizedTest
	@ValueSource(strings = { "Ali!123456", "Ali! 123456" })
	void refusesPublishedExamplesOnlyIfConfigured(String example) {
		PasswordPolicy strict = new PasswordPolicy(SPECIAL, 8, true);
		assertThat(brokenBy(PROVIDER, example)).isEmpty();
		assertThat(brokenBy(strict, example)).containsExactly(PUBLISHED_EXAMPLE);
		assertThat(brokenBy(strict, example + "7")).isEmpty();
		assertThat(brokenBy(strict, example.substring(0, example.length() - 1))).isEmpty();
	}

	@Test
	void namesAllRulesThatAPublishedExampleBreaksBesides() {
		assertThat(brokenBy(new PasswordPolicy("@", 16, true), "Ali! 123456")).containsExactly(TOO_SHORT,
				PUBLISHED_EXAMPLE);
	}

	@ParameterizedTest
	@ValueSource(ints = { Integer.MIN_VALUE, -1, 0, 7, 33 })
	void isNeverLaxerThanTheProviderNorImpossible(int minLength) {
		assertThat(PasswordPolicy.isMinLength(minLength)).isFalse();
	}

	@ParameterizedTest
	@ValueSource(ints = { 8, 32 })
	void acceptsAMinimumLengthUpToTheMaximum(int minLength) {
		assertThat(new PasswordPolicy(SPECIAL, minLength, false).minLength()).isEqualTo(minLength);
	}

	@ParameterizedTest
	@ValueSource(strings = { "", " ", "! ", "!a", "!Z", "!0", "!\t", "!\u007F", "!é" })
	void acceptsOnlyPrintableAsciiOutsideTheOtherClassesAsSpecial(String characters) {
		assertThat(PasswordPolicy.areSpecialCharacters(characters)).isFalse();
	}

	@ParameterizedTest
	@EnumSource
	void namesEachRuleForMachines(PasswordRule rule) {
		assertThat(rule.code()).matches("[a-z]+(-[a-z]+)+");
	}

	private static Set<PasswordRule> brokenBy(PasswordPolicy policy, String password) {
		return policy.brokenBy(new RootPassword(password.toCharArray()));
	}

	private static Arguments breaks(String password, PasswordRule... rules) {
		return arguments(password, List.of(rules));
	}

}
