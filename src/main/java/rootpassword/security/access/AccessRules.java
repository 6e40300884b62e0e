package rootpassword.security.access;

import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import rootpassword.keys.Hashes;
import rootpassword.security.token.JwtClaims;

import static rootpassword.settings.Settings.require;

/**
 * All access rules that apply at one time. An index finds the rules of a token, so the
 * cost of a look-up does not depend on the number of rules.
 */
public final class AccessRules {

	private final List<AccessRule> rules;

	/** The positions of rules in the list, by the kind and value of their identity. */
	private final Map<String, List<Integer>> index;

	public AccessRules(List<AccessRule> rules) {
		this.rules = rules;
		this.index = IntStream.range(0, rules.size())
			.boxed()
			.collect(Collectors.groupingBy((position) -> key(rules.get(position).entry())));
	}

	/** The rules of the site's configuration, followed by those of its callers file. */
	static AccessRules of(List<CallerEntry> configured, List<CallerEntry> fromFile) {
		return new AccessRules(Stream.concat(rules(configured, ""), rules(fromFile, "file:")).toList());
	}

	/**
	 * Rejects incomplete entries, entries that name an untrusted issuer, and entries that
	 * share a token with each other or with an earlier one.
	 * @param property the name of the list in the configuration
	 * @param issuers the trusted issuers
	 */
	static void check(List<CallerEntry> entries, String property, Set<String> issuers, List<CallerEntry> earlier) {
		Set<String> tokens = earlier.stream()
			.filter((entry) -> entry.tokenSha256() != null)
			.map(AccessRules::key)
			.collect(Collectors.toCollection(HashSet::new));
		for (int i = 0; i < entries.size(); i++) {
			CallerEntry entry = entries.get(i);
			String place = property + "[" + i + "]";
			entry.check(place, issuers);
			require(entry.tokenSha256() == null || tokens.add(key(entry)), place + ".token-sha256",
					"must not be that of an earlier caller");
		}
	}

	List<AccessRule> rules() {
		return this.rules;
	}

	/** The number of callers; several rules may be of one. */
	public long callers() {
		return this.rules.stream().map(AccessRule::caller).distinct().count();
	}

	/**
	 * The rule for an API token, or {@code null}. The look-up needs no constant time: its
	 * duration could only reveal a part of a digest, and no token can be made from that.
	 */
	public @Nullable AccessRule forToken(String token) {
		return find(
				Stream.of("token:" + HexFormat.of().formatHex(Hashes.sha256(token.getBytes(StandardCharsets.UTF_8)))))
			.findFirst()
			.orElse(null);
	}

	/** Whether some rule covers the instance. */
	public boolean cover(String instanceId) {
		return this.rules.stream().anyMatch((rule) -> rule.covers(instanceId));
	}

	/** The rules for a JWT, in order. Each of them grants access on its own. */
	public List<AccessRule> forClaims(JwtClaims claims) {
		Stream<String> keys = Stream
			.of(Stream.of("subject:" + claims.subject()), Stream.ofNullable(claims.client()).map("client:"::concat),
					claims.groups().stream().map("group:"::concat))
			.flatMap(Function.identity());
		return find(keys).filter((rule) -> rule.accepts(claims)).toList();
	}

	private static String key(CallerEntry entry) {
		if (entry.tokenSha256() != null) {
			return "token:" + entry.tokenSha256().toLowerCase(Locale.ROOT);
		}
		if (entry.subject() != null) {
			return "subject:" + entry.subject();
		}
		return (entry.client() != null) ? "client:" + entry.client() : "group:" + entry.group();
	}

	private Stream<AccessRule> find(Stream<String> keys) {
		return keys.flatMap((key) -> this.index.getOrDefault(key, List.of()).stream()).sorted().map(this.rules::get);
	}

	private static Stream<AccessRule> rules(List<CallerEntry> entries, String origin) {
		return IntStream.range(0, entries.size()).mapToObj((i) -> AccessRule.of(entries.get(i), origin + i));
	}

}
