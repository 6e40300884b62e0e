package rootpassword.security.access;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;
import java.util.function.Predicate;

import org.jspecify.annotations.Nullable;
import org.springframework.security.core.AuthenticatedPrincipal;
import rootpassword.reset.InstanceId;
import rootpassword.security.token.JwtClaims;

/**
 * An authenticated caller and the rules that match it.
 *
 * @param name the name of the first rule's entry, or else the token's subject
 * @param identity to whom its keys, limits and attempts belong
 * @param subject the subject of its JWT
 * @param client the client that the JWT was made for, or that acts for the subject
 * @param issuer the issuer of its JWT
 */
public record Caller(String name, String identity, @Nullable String subject, @Nullable String client,
		@Nullable String issuer, List<AccessRule> rules) implements AuthenticatedPrincipal {

	/** How the identity of a JWT begins, and the name of no entry. */
	static final String JWT = "jwt:";

	private static final int MAX_NAME_LENGTH = 100;

	private static final int MAX_CLAIM_LENGTH = 255;

	public static Caller ofToken(AccessRule rule) {
		return new Caller(rule.caller(), rule.caller(), null, null, null, List.of(rule));
	}

	public static Caller ofJwt(JwtClaims claims, List<AccessRule> rules) {
		String name = rules.isEmpty() ? printable(claims.subject(), MAX_NAME_LENGTH) : rules.getFirst().caller();
		String actor = (claims.client() != null) ? claims.client() : claims.actor();
		return new Caller(name, identity(claims.issuer(), claims.subject()),
				printable(claims.subject(), MAX_CLAIM_LENGTH),
				(actor != null) ? printable(actor, MAX_CLAIM_LENGTH) : null,
				printable(claims.issuer(), MAX_CLAIM_LENGTH), rules);
	}

	/** A digest, because both may be longer than any column. */
	private static String identity(String issuer, String subject) {
		try {
			MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
			// The length keeps the one from running into the other
			sha256.update((issuer.length() + ":" + issuer).getBytes(StandardCharsets.UTF_8));
			return JWT + Base64.getUrlEncoder()
				.withoutPadding()
				.encodeToString(sha256.digest(subject.getBytes(StandardCharsets.UTF_8)));
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException("Every Java has SHA-256", ex);
		}
	}

	/**
	 * Looks for a rule that grants all of it at once.
	 * @param instance the instance in question, or {@code null} if there is none
	 * @param asserting whether the caller names a person behind it
	 */
	public AccessDecision ask(Scope scope, @Nullable InstanceId instance, boolean asserting) {
		List<AccessRule> left = filter(this.rules, (rule) -> rule.grants(scope));
		if (left.isEmpty()) {
			return AccessDecision.denied(this.rules.isEmpty() ? "no-rule" : "no-scope");
		}
		left = filter(left, (rule) -> instance == null || rule.reaches(instance.value()));
		if (left.isEmpty()) {
			return AccessDecision.denied("no-instance");
		}
		left = filter(left, (rule) -> !asserting || rule.entry().mayAssertUser());
		return left.isEmpty() ? AccessDecision.denied("may-not-assert") : AccessDecision.granted(left.getFirst());
	}

	/** Grants what every caller with a rule may do. */
	public AccessDecision askForAnyRule() {
		// Without a rule, the name is only a claim of the token: it could be another's
		return this.rules.isEmpty() ? AccessDecision.denied("no-rule") : AccessDecision.granted(this.rules.getFirst());
	}

	@Override
	public String getName() {
		return this.name;
	}

	private static List<AccessRule> filter(List<AccessRule> rules, Predicate<AccessRule> wanted) {
		return rules.stream().filter(wanted).toList();
	}

	/** What a token says is not ours: nothing in it may forge a line of the log. */
	private static String printable(String claim, int maxLength) {
		String printable = claim.replaceAll("[\\p{C}\\p{Z}&&[^ ]]", "?");
		return printable.substring(0, Math.min(printable.length(), maxLength));
	}

}
