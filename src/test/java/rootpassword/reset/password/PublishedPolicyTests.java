package rootpassword.reset.password;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import rootpassword.reset.password.PasswordPolicy.CharacterClass;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

/**
 * The published pattern agrees with the validator. {@code -Dtest.seed=…} sets another
 * seed.
 */
class PublishedPolicyTests {

	private static final int STRINGS = 5_000;

	private static final long SEED = Long.getLong("test.seed", 20261123L);

	static List<PasswordPolicy> policies() {
		return PasswordCandidates.policies();
	}

	@ParameterizedTest
	@MethodSource("policies")
	void agreesWithTheValidator(PasswordPolicy policy) {
		Pattern pattern = Pattern.compile(new PublishedPolicy(policy).pattern());
		Random random = new Random(SEED);
		Map<Boolean, Integer> seen = new HashMap<>();
		for (int i = 0; i < STRINGS; i++) {
			String candidate = PasswordCandidates.next(random);
			boolean acceptable = policy.brokenBy(new RootPassword(candidate.toCharArray())).isEmpty();
			if (pattern.matcher(candidate).matches() != acceptable || pattern.matcher(candidate).find() != acceptable) {
				fail("%s of seed %d is acceptable: %s: %s", i, SEED, acceptable, candidate);
			}
			seen.merge(acceptable, 1, Integer::sum);
		}
		System.out.println("Seed " + SEED + ", " + policy + ": " + seen);
		assertThat(seen.get(false)).isGreaterThan(500);
		assertThat(seen.get(true)).isGreaterThan(50);
	}

	@ParameterizedTest
	@MethodSource("policies")
	void agreesWithTheValidatorOnEveryCharacter(PasswordPolicy policy) {
		Pattern pattern = Pattern.compile(new PublishedPolicy(policy).pattern());
		String twoClasses = "Aa".repeat(16);
		for (char character = 0; character < 0x300; character++) {
			String candidate = twoClasses.substring(1) + character;
			boolean acceptable = policy.brokenBy(new RootPassword(candidate.toCharArray())).isEmpty();
			if (pattern.matcher(candidate).matches() != acceptable) {
				fail("%04x is acceptable: %s", (int) character, acceptable);
			}
		}
	}

	@ParameterizedTest
	@CsvSource({ "Ali!123456,true", "Ali! 123456,true", "Ali!1234567,false", "xAli!123456,false" })
	void coversThePublishedExamples(String password, boolean published) {
		Pattern strict = Pattern.compile(new PublishedPolicy(new PasswordPolicy("!", 8, true)).pattern());
		assertThat(strict.matcher(password).matches()).isEqualTo(!published);
		Pattern usual = Pattern.compile(new PublishedPolicy(new PasswordPolicy("!", 8, false)).pattern());
		assertThat(usual.matcher(password).matches()).isTrue();
	}

	@Test
	void isWrittenInTheCommonSubset() {
		assertThat(new PublishedPolicy(new PasswordPolicy("!#$%^&*()_+-=", 8, false)).pattern()).isEqualTo(
				"^(?:(?=.*[A-Z])(?=.*[a-z])(?=.*[0-9])" + "|(?=.*[A-Z])(?=.*[a-z])(?=.*[!#\\$%\\^&\\*\\(\\)_\\+\\-=])"
						+ "|(?=.*[A-Z])(?=.*[0-9])(?=.*[!#\\$%\\^&\\*\\(\\)_\\+\\-=])"
						+ "|(?=.*[a-z])(?=.*[0-9])(?=.*[!#\\$%\\^&\\*\\(\\)_\\+\\-=]))[ -~]{8,32}(?![\\s\\S])");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			!#$%^&*()_+-= | [-!#$%^&*()_+=]
			a]-[b         | [-[]]
			-             | [-]
			]             | []]
			!!            | [!]
			""")
	void asksGeneratorsForAllClasses(String characters, String bracketed) {
		PasswordPolicy policy = new PasswordPolicy(characters.replaceAll("[a-z]", ""), 10, false);
		assertThat(new PublishedPolicy(policy).passwordRules())
			.isEqualTo("minlength: 10; maxlength: 32; required: upper; required: lower; required: digit; required: "
					+ bracketed + ";");
	}

	@Test
	void countsEveryPrintableCharacterOnce() {
		policies().forEach((policy) -> assertThat(
				policy.classes().stream().map(CharacterClass::characters).collect(Collectors.joining())
						+ policy.otherCharacters())
			.hasSize(95)
			.satisfies((all) -> assertThat(all.chars()).doesNotHaveDuplicates()));
	}

}
