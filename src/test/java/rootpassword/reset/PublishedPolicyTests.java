package rootpassword.reset;

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

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

/**
 * The published pattern and the validator say the same, on strings that are crowded
 * around the borders. Another seed: {@code -Dtest.seed=…}.
 */
class PublishedPolicyTests {

	private static final int STRINGS = 5_000;

	private static final long SEED = Long.getLong("test.seed", 20261123L);

	private static final String PRINTABLE = CharacterClass.ofRange("printable", ' ', '~').characters();

	private static final String PUNCTUATION = PRINTABLE.replaceAll("[A-Za-z0-9 ]", "");

	private static final List<String> POOLS = List.of("AMZ", "amz", "059", PUNCTUATION, "!#$%^&*()_+-=", " @",
			PRINTABLE, "\t\n\r\u0000\u001F\u007F\u0080\u0085\u2028éÀ٣Ａａ！\uD83D\uDE00");

	private static final int[] EDGES = { 7, 8, 8, 9, 12, 31, 32, 32, 33 };

	static List<PasswordPolicy> policies() {
		return List.of(new PasswordPolicy("!#$%^&*()_+-=", 8, false), new PasswordPolicy("!#$%^&*()_+-=", 12, true),
				new PasswordPolicy(PUNCTUATION, 8, true), new PasswordPolicy("&&--^]\\[", 8, false),
				new PasswordPolicy("^-", 32, false), new PasswordPolicy("-", 8, true),
				new PasswordPolicy("]", 9, false));
	}

	@ParameterizedTest
	@MethodSource("policies")
	void saysWhatTheValidatorSays(PasswordPolicy policy) {
		Pattern pattern = Pattern.compile(new PublishedPolicy(policy).pattern());
		Random random = new Random(SEED);
		Map<Boolean, Integer> seen = new HashMap<>();
		for (int i = 0; i < STRINGS; i++) {
			String candidate = candidate(random);
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
	void saysItOfEveryCharacter(PasswordPolicy policy) {
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
	void knowsThePublishedExamples(String password, boolean published) {
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

	private static String candidate(Random random) {
		if (random.nextInt(50) == 0) {
			return PasswordPolicy.PUBLISHED_EXAMPLES.get(random.nextInt(2)) + (random.nextBoolean() ? "" : "\n");
		}
		int length = (random.nextInt(4) > 0) ? EDGES[random.nextInt(EDGES.length)] : random.nextInt(41);
		List<String> pools = POOLS.stream()
			.filter((pool) -> random.nextInt(8) < ((POOLS.indexOf(pool) < 7) ? 5 : 1))
			.toList();
		StringBuilder candidate = new StringBuilder();
		for (int i = 0; i < length && !pools.isEmpty(); i++) {
			// The first pool fills, so that the others occur once or twice
			String pool = (random.nextInt(3) > 0) ? pools.getFirst() : pools.get(random.nextInt(pools.size()));
			candidate.append(pool.charAt(random.nextInt(pool.length())));
		}
		return candidate.toString();
	}

}
