package rootpassword.security;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;

/**
 * All rules that hold at one time; who matches none may do nothing.
 */
record AccessRules(List<AccessRule> rules) {

	/** The rules of a site's own configuration and of its callers file, together. */
	static AccessRules of(List<CallerEntry> configured, List<CallerEntry> fromFile) {
		return new AccessRules(Stream.concat(rules(configured, ""), rules(fromFile, "file:")).toList());
	}

	/**
	 * Refuses entries that are incomplete, or that share a token among themselves or with
	 * earlier ones.
	 * @param property what the list is called where it is configured
	 */
	static void check(List<CallerEntry> entries, String property, List<CallerEntry> earlier) {
		Set<String> tokens = earlier.stream()
			.map(CallerEntry::tokenSha256)
			.flatMap(Stream::ofNullable)
			.map((token) -> token.toLowerCase(Locale.ROOT))
			.collect(Collectors.toCollection(HashSet::new));
		for (int i = 0; i < entries.size(); i++) {
			CallerEntry entry = entries.get(i);
			String place = property + "[" + i + "]";
			entry.check(place);
			if (entry.tokenSha256() != null && !tokens.add(entry.tokenSha256().toLowerCase(Locale.ROOT))) {
				throw new InvalidConfigurationPropertyValueException(place + ".token-sha256", null,
						"must not be that of an earlier caller");
			}
		}
	}

	/**
	 * The rule for a token, if there is one. It asks all of them, always: how long it
	 * takes must not tell which one was near.
	 */
	@Nullable AccessRule forToken(String sha256) {
		AccessRule found = null;
		for (AccessRule rule : this.rules) {
			if (rule.entry().tokenSha256() != null && MessageDigest
				.isEqual(ascii(rule.entry().tokenSha256().toLowerCase(Locale.ROOT)), ascii(sha256))) {
				found = rule;
			}
		}
		return found;
	}

	/** Every rule for a JWT; each grants what it says, by itself. */
	List<AccessRule> forClaims(JwtClaims claims) {
		return this.rules.stream().filter((rule) -> rule.matches(claims)).toList();
	}

	private static Stream<AccessRule> rules(List<CallerEntry> entries, String origin) {
		return IntStream.range(0, entries.size()).mapToObj((i) -> AccessRule.of(entries.get(i), origin + i));
	}

	private static byte[] ascii(String text) {
		return text.getBytes(StandardCharsets.US_ASCII);
	}

}
