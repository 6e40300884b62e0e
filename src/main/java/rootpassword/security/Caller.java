package rootpassword.security;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import org.springframework.security.core.AuthenticatedPrincipal;
import rootpassword.keys.Hashes;
import rootpassword.reset.command.Actor;
import rootpassword.security.AccessRules.AccessRule;
import rootpassword.security.CallerEntry.Scope;

/**
 * An authenticated caller and the rules that apply to it.
 *
 * @param name the name in the first rule; if no rule applies, the subject of the token
 * @param identity the key under which attempts, idempotency keys and limits are kept
 * @param subject the subject of the JWT
 * @param client the client that received the JWT or acts for its subject
 * @param issuer the issuer of the JWT
 */
record Caller(String name, String identity, @Nullable String subject, @Nullable String client, @Nullable String issuer,
		List<AccessRule> rules) implements AuthenticatedPrincipal {

	/** The prefix of identities of JWTs; the name of an entry must not begin with it. */
	static final String JWT = "jwt:";

	private static final int MAX_NAME_LENGTH = 100;

	private static final int MAX_CLAIM_LENGTH = 255;

	static Caller ofToken(AccessRule rule) {
		return new Caller(rule.caller(), rule.caller(), null, null, null, List.of(rule));
	}

	static Caller ofJwt(JwtClaims claims, List<AccessRule> rules) {
		String name = rules.isEmpty() ? printable(claims.subject(), MAX_NAME_LENGTH) : rules.getFirst().caller();
		String client = (claims.client() != null) ? claims.client() : claims.actor();
		return new Caller(name, identity(claims.issuer(), claims.subject()),
				printable(claims.subject(), MAX_CLAIM_LENGTH),
				(client != null) ? printable(client, MAX_CLAIM_LENGTH) : null,
				printable(claims.issuer(), MAX_CLAIM_LENGTH), rules);
	}

	/**
	 * A digest, because issuer and subject can be longer than the column. The length
	 * makes the border between the two unambiguous.
	 */
	private static String identity(String issuer, String subject) {
		byte[] both = (issuer.length() + ":" + issuer + subject).getBytes(StandardCharsets.UTF_8);
		return JWT + Base64.getUrlEncoder().withoutPadding().encodeToString(Hashes.sha256(both));
	}

	/**
	 * Replaces control and format characters, and separators other than the space, so
	 * that no claim can forge a line of the log. Cuts the claim at the length.
	 */
	private static String printable(String claim, int maxLength) {
		String printable = claim.replaceAll("[\\p{C}\\p{Z}&&[^ ]]", "?");
		return printable.substring(0, Math.min(printable.length(), maxLength));
	}

	@Override
	public String getName() {
		return this.name;
	}

	/**
	 * Searches for one rule that grants the scope, covers what is asked for and allows
	 * the asserted user. The basis of a denial is the first condition that leaves no
	 * rule. So {@code no-instance} also stands for the whole trail.
	 * @param assertsUser whether the request names the user on whose behalf it comes
	 */
	Decision decide(Scope scope, Predicate<AccessRule> covers, boolean assertsUser) {
		if (this.rules.isEmpty()) {
			return new Decision(false, Actor.NO_RULE);
		}
		List<AccessRule> granting = this.rules.stream()
			.filter((rule) -> rule.entry().scopes().contains(scope))
			.toList();
		if (granting.isEmpty()) {
			return new Decision(false, "no-scope");
		}
		List<AccessRule> covering = granting.stream().filter(covers).toList();
		if (covering.isEmpty()) {
			return new Decision(false, "no-instance");
		}
		return first(covering.stream().filter((rule) -> !assertsUser || rule.entry().mayAssertUser()),
				"may-not-assert");
	}

	/**
	 * Grants access to every caller with a rule. A caller without a rule is denied,
	 * because its name is only a claim of the token, and could be that of another.
	 */
	Decision decideByAnyRule() {
		return first(this.rules.stream(), Actor.NO_RULE);
	}

	private static Decision first(Stream<AccessRule> rules, String denial) {
		return rules.findFirst().map((rule) -> new Decision(true, rule.id())).orElse(new Decision(false, denial));
	}

	/**
	 * Whether the caller may do something. The basis is the id of the rule that grants
	 * it, or of the condition that no rule meets. It is for the trail only.
	 */
	record Decision(boolean granted, String basis) {
	}

}
