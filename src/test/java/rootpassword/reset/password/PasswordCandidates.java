package rootpassword.reset.password;

import java.util.List;
import java.util.Random;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

import rootpassword.reset.password.PasswordPolicy.CharacterClass;

/**
 * Random strings near the bounds of the password rules, and policies to check them with.
 */
public final class PasswordCandidates {

	private static final String PRINTABLE = new CharacterClass("printable", IntStream.rangeClosed(' ', '~'))
		.characters();

	private static final String PUNCTUATION = PRINTABLE.replaceAll("[A-Za-z0-9 ]", "");

	private static final List<String> POOLS = List.of("AMZ", "amz", "059", PUNCTUATION, "!#$%^&*()_+-=", " @",
			PRINTABLE, "\t\n\r\u0000\u001F\u007F\u0080\u0085\u2028éÀ٣Ａａ！\uD83D\uDE00");

	private static final int[] EDGES = { 7, 8, 8, 9, 12, 31, 32, 32, 33 };

	private PasswordCandidates() {
	}

	public static List<PasswordPolicy> policies() {
		return List.of(new PasswordPolicy("!#$%^&*()_+-=", 8, false), new PasswordPolicy("!#$%^&*()_+-=", 12, true),
				new PasswordPolicy(PUNCTUATION, 8, true), new PasswordPolicy("&&--^]\\[", 8, false),
				new PasswordPolicy("^-", 32, false), new PasswordPolicy("-", 8, true),
				new PasswordPolicy("]", 9, false));
	}

	public static String next(Random random) {
		if (random.nextInt(50) == 0) {
			return PasswordPolicy.PUBLISHED_EXAMPLES.get(random.nextInt(2)) + (random.nextBoolean() ? "" : "\n");
		}
		return draw(random, POOLS, EDGES, (pool) -> random.nextInt(8) < ((pool < 7) ? 5 : 1));
	}

	/** A text of characters from some of the pools, often with one of these lengths. */
	static String draw(Random random, List<String> allPools, int[] lengths, IntPredicate chosen) {
		int length = (random.nextInt(4) > 0) ? lengths[random.nextInt(lengths.length)] : random.nextInt(41);
		List<String> pools = IntStream.range(0, allPools.size()).filter(chosen).mapToObj(allPools::get).toList();
		StringBuilder candidate = new StringBuilder();
		for (int i = 0; i < length && !pools.isEmpty(); i++) {
			// The first pool fills, so that the others occur once or twice
			String pool = (random.nextInt(3) > 0) ? pools.getFirst() : pools.get(random.nextInt(pools.size()));
			candidate.append(pool.charAt(random.nextInt(pool.length())));
		}
		return candidate.toString();
	}

}
