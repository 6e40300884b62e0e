package rootpassword.security.access;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import rootpassword.security.token.JwtClaims;

/**
 * All rules that hold at one time; who matches none may do nothing. They are found by
 * what a token shows, so a stranger costs the same however many there are.
 */
public final class AccessRules {

	private final List<AccessRule> rules;

	/** The places of rules in the list, by {@link CallerEntry#key()}. */
	private final Map<String, List<Integer>> index;

	public AccessRules(List<AccessRule> rules) {
		this.rules = rules;
		this.index = IntStream.range(0, rules.size())
			.boxed()
			.collect(Collectors.groupingBy((place) -> rules.get(place).entry().key()));
	}

	/** The rules of a site's own configuration and of its callers file, together. */
	static AccessRules of(List<CallerEntry> configured, List<CallerEntry> fromFile) {
		return new AccessRules(Stream.concat(rules(configured, ""), rules(fromFile, "file:")).toList());
	}

	/**
	 * Refuses entries that are incomplete, that name an issuer which is not trusted, or
	 * that share a token among themselves or with earlier ones.
	 * @param property what the list is called where it is configured
	 */
	static void check(List<CallerEntry> entries, String property, Set<String> issuers, List<CallerEntry> earlier) {
		Set<String> tokens = earlier.stream()
			.map(CallerEntry::tokenSha256)
			.flatMap(Stream::ofNullable)
			.map((token) -> token.toLowerCase(Locale.ROOT))
			.collect(Collectors.toCollection(HashSet::new));
		for (int i = 0; i < entries.size(); i++) {
			CallerEntry entry = entries.get(i);
			String place = property + "[" + i + "]";
			entry.check(place, issuers);
			if (entry.tokenSha256() != null && !tokens.add(entry.tokenSha256().toLowerCase(Locale.ROOT))) {
				throw new InvalidConfigurationPropertyValueException(place + ".token-sha256", null,
						"must not be that of an earlier caller");
			}
		}
	}

	List<AccessRule> rules() {
		return this.rules;
	}

	/**
	 * The rule for a token, if there is one. How long the look-up takes could tell a part
	 * of a digest, but not of a token: nobody can make a token for a digest, or one whose
	 * digest comes nearer to another's than chance does.
	 */
	public @Nullable AccessRule forToken(String sha256) {
		return found(Stream.of(CallerEntry.tokenKey(sha256))).findFirst().orElse(null);
	}

	/** Every rule for a JWT, in order; each grants what it says, by itself. */
	public List<AccessRule> forClaims(JwtClaims claims) {
		Stream.Builder<String> keys = Stream.builder();
		keys.add(CallerEntry.subjectKey(claims.subject()));
		if (claims.client() != null) {
			keys.add(CallerEntry.clientKey(claims.client()));
		}
		claims.groups().forEach((group) -> keys.add(CallerEntry.groupKey(group)));
		return found(keys.build()).filter((rule) -> rule.takes(claims)).toList();
	}

	private Stream<AccessRule> found(Stream<String> keys) {
		return keys.flatMap((key) -> this.index.getOrDefault(key, List.of()).stream()).sorted().map(this.rules::get);
	}

	private static Stream<AccessRule> rules(List<CallerEntry> entries, String origin) {
		return IntStream.range(0, entries.size()).mapToObj((i) -> AccessRule.of(entries.get(i), origin + i));
	}

}
