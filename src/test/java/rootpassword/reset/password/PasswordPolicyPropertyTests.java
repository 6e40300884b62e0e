package rootpassword.reset.password;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Compares the policy with a second implementation of the documented rules, on random
 * strings near their bounds. {@code -Dtest.seed=…} sets another seed.
 */
class PasswordPolicyPropertyTests {

	private static final int STRINGS = 20_000;

	private static final long SEED = Long.getLong("test.seed", 20151201L);

	private static final List<String> POOLS = List.of("AMZ", "amz", "059", "!#$%^&*()_+-=", " @[`{/:~\"',.;<>?\\]|}",
			"\t\n\u0000\u001F\u007F\u0080éÀ٣Ａａ！");

	private static final int[] EDGES = { 7, 8, 8, 9, 31, 32, 32, 33 };

	// "8 to 32 characters; from at least three of …; only U+0020–U+007E may occur"
	private static final Pattern ACCEPTABLE = Pattern.compile("(?s)(?=[ -~]{8,32}\\z)"
			+ "(?:(?=.*[A-Z])(?=.*[a-z])(?=.*[0-9])|(?=.*[A-Z])(?=.*[a-z])(?=.*[!#$%^&*()_+\\-=])"
			+ "|(?=.*[A-Z])(?=.*[0-9])(?=.*[!#$%^&*()_+\\-=])|(?=.*[a-z])(?=.*[0-9])(?=.*[!#$%^&*()_+\\-=])).*");

	private static final Map<String, Pattern> RULES = Map.of("too-short", Pattern.compile("(?s).{0,7}"), "too-long",
			Pattern.compile("(?s).{33,}"), "forbidden-character", Pattern.compile("(?s).*[^\\x20-\\x7E].*"),
			"too-few-classes",
			// At most two classes: two others are missing
			Pattern.compile("[^A-Za-z]*|[^A-Z0-9]*|[^a-z0-9]*"
					+ "|[^A-Z!#$%^&*()_+\\-=]*|[^a-z!#$%^&*()_+\\-=]*|[^0-9!#$%^&*()_+\\-=]*"));

	private final PasswordPolicy policy = new PasswordPolicy("!#$%^&*()_+-=", 8, false);

	@Test
	void agreesWithASecondReadingOfTheContract() {
		System.out.println("Seed " + SEED);
		Random random = new Random(SEED);
		Map<String, Integer> seen = new HashMap<>();
		for (int i = 0; i < STRINGS; i++) {
			String candidate = PasswordCandidates.draw(random, POOLS, EDGES,
					(pool) -> random.nextInt(8) < ((pool < 4) ? 6 : 2));
			Set<String> broken = this.policy.brokenBy(new RootPassword(candidate.toCharArray()))
				.stream()
				.map(PasswordRule::code)
				.collect(Collectors.toCollection(TreeSet::new));
			assertThat(broken).as("%s of seed %d: %s", i, SEED, candidate).isEqualTo(brokenBySecondReading(candidate));
			assertThat(broken.isEmpty()).as("%s of seed %d: %s", i, SEED, candidate)
				.isEqualTo(ACCEPTABLE.matcher(candidate).matches());
			seen.merge(broken.toString(), 1, Integer::sum);
		}
		System.out.println(seen);
		assertThat(seen).containsKeys("[]", "[too-short]", "[too-long]", "[too-few-classes]", "[forbidden-character]",
				"[forbidden-character, too-few-classes, too-long]", "[forbidden-character, too-few-classes, too-short]")
			.allSatisfy((broken, times) -> assertThat(times).as(broken).isGreaterThan(20));
	}

	private static Set<String> brokenBySecondReading(String candidate) {
		return RULES.entrySet()
			.stream()
			.filter((rule) -> rule.getValue().matcher(candidate).matches())
			.map(Map.Entry::getKey)
			.collect(Collectors.toCollection(TreeSet::new));
	}

}
