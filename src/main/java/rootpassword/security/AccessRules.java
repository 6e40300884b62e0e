package rootpassword.security;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import rootpassword.keys.Hashes;
import rootpassword.reset.command.InstanceGlob;
import rootpassword.reset.command.InstanceId;

/**
 * All access rules that apply at one time. An index finds the rules of a token, so the
 * cost of a look-up does not depend on the number of rules.
 */
public final class AccessRules {

	private final List<AccessRule> rules;

	/** The positions of the rules in the list, by {@link CallerEntry#selector()}. */
	private final Map<String, List<Integer>> index;

	public AccessRules(List<AccessRule> rules) {
		this.rules = rules;
		this.index = IntStream.range(0, rules.size())
			.boxed()
			.collect(Collectors.groupingBy((position) -> rules.get(position).entry().selector()));
	}

	/** The rules of the site's configuration, followed by those of its callers file. */
	static AccessRules of(List<CallerEntry> configured, List<CallerEntry> fromFile) {
		return new AccessRules(Stream.concat(rules(configured, ""), rules(fromFile, "file:")).toList());
	}

	private static Stream<AccessRule> rules(List<CallerEntry> entries, String place) {
		return IntStream.range(0, entries.size()).mapToObj((i) -> AccessRule.of(entries.get(i), place + i));
	}

	List<AccessRule> rules() {
		return this.rules;
	}

	/** The number of callers; several rules may belong to the same caller. */
	public long callers() {
		return this.rules.stream().map(AccessRule::caller).distinct().count();
	}

	/** Whether some rule covers the instance. */
	public boolean cover(InstanceId instance) {
		return this.rules.stream().anyMatch((rule) -> rule.covers(instance));
	}

	/**
	 * The rule for an API token, or {@code null}. The look-up need not take constant
	 * time, because it reveals at most a part of a digest, from which no token can be
	 * made.
	 */
	public @Nullable AccessRule forToken(String token) {
		String digest = HexFormat.of().formatHex(Hashes.sha256(token.getBytes(StandardCharsets.UTF_8)));
		return find(Stream.of("token:" + digest)).findFirst().orElse(null);
	}

	/**
	 * The rules for a JWT. Each of them grants access on its own, and the first one names
	 * the caller. An entry may restrict the issuer, and a client entry may exclude users'
	 * tokens.
	 */
	List<AccessRule> forClaims(JwtClaims claims) {
		Stream<String> clients = Stream.ofNullable(claims.client()).map("client:"::concat);
		Stream<String> groups = claims.groups().stream().map("group:"::concat);
		return find(Stream.concat(Stream.of("subject:" + claims.subject()), Stream.concat(clients, groups)))
			.filter((rule) -> rule.entry().issuer() == null || claims.issuer().equals(rule.entry().issuer()))
			.filter((rule) -> rule.entry().client() == null || rule.entry().users() || claims.clientCredentials())
			.toList();
	}

	/** Returns the rules in the order of the configuration, not of the selectors. */
	private Stream<AccessRule> find(Stream<String> selectors) {
		return selectors.flatMap((selector) -> this.index.getOrDefault(selector, List.of()).stream())
			.sorted()
			.map(this.rules::get);
	}

	/**
	 * One caller entry as a rule. The trail records its id, such as {@code portal[0]}.
	 */
	public record AccessRule(String id, CallerEntry entry) {

		/**
		 * The place is the index of the entry, with {@code file:} for the callers file.
		 */
		public static AccessRule of(CallerEntry entry, String place) {
			return new AccessRule(entry.name() + "[" + place + "]", entry);
		}

		String caller() {
			return Objects.requireNonNull(this.entry.name());
		}

		boolean covers(InstanceId instance) {
			return this.entry.instances().stream().anyMatch((pattern) -> new InstanceGlob(pattern).matches(instance));
		}

		/** Whether the rule covers every instance, even those of the future. */
		boolean coversAll() {
			return this.entry.instances().contains("*");
		}

		@Override
		public String toString() {
			return this.id;
		}

	}

}
