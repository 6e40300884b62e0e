package rootpassword.security;

import java.util.AbstractList;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import rootpassword.kit.Tokens;
import rootpassword.security.AccessRules.AccessRule;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Which rules a token finds, in which order, and how many of them it looks at.
 */
class AccessRulesTests {

	private static final String IDP = "https://idp.example.com";

	private static final int MANY = 5000;

	@ParameterizedTest
	@CsvSource({ "alice,,,false,a[0]", "alice,app,,false,'a[0], u[2]'", "alice,app,,true,'a[0], c[1], u[2]'",
			"bob,,dba,false,g[3]", "alice,app,dba,true,'a[0], c[1], u[2], g[3]'", "dba,dba,alice,true,''",
			"Alice,App,Dba,true,''" })
	void findsEveryRuleOfAClaimInTheirOrder(String subject, @Nullable String client, @Nullable String group,
			boolean clientCredentials, String found) {
		AccessRules rules = AccessRules.of(
				List.of(entry("a", "alice", null, null, null, false), entry("c", null, "app", null, null, false),
						entry("u", null, "app", null, null, true), entry("g", null, null, "dba", null, false)),
				List.of());
		assertThat(rules.forClaims(claims(IDP, subject, client, group, clientCredentials)))
			.hasToString("[" + found + "]");
	}

	@Test
	void matchesOnlyTheIssuerOfTheRule() {
		AccessRules rules = AccessRules.of(List.of(entry("any", "alice", null, null, null, false),
				entry("own", "alice", null, null, IDP, false), entry("dba", null, null, "dba", IDP, false)), List.of());
		assertThat(rules.forClaims(claims(IDP, "alice", null, "dba", false))).hasToString("[any[0], own[1], dba[2]]");
		assertThat(rules.forClaims(claims("https://other.example.com", "alice", null, "dba", false)))
			.hasToString("[any[0]]");
	}

	@Test
	void findsATokenInAnyCaseOfItsDigest() {
		CallerEntry entry = new CallerEntry("a", Tokens.sha256("a").toUpperCase(), null, null, null, null, false,
				List.of(), Set.of(), false);
		AccessRules rules = AccessRules.of(List.of(entry), List.of());
		assertThat(rules.forToken("a")).hasToString("a[0]");
		assertThat(rules.forToken("b")).isNull();
	}

	@Test
	void looksOnlyAtTheRulesOfTheCaller() {
		Looks looks = new Looks(IntStream.range(0, MANY)
			.boxed()
			.flatMap((i) -> Stream.of(
					new CallerEntry("token" + i, Tokens.sha256("token" + i), null, null, null, null, false, List.of(),
							Set.of(), false),
					entry("subject" + i, "subject" + i, null, null, null, false),
					entry("client" + i, null, "client" + i, null, null, false),
					entry("group" + i, null, null, "group" + i, null, false)))
			.map((entry) -> AccessRule.of(entry, "0"))
			.toList());
		AccessRules rules = new AccessRules(looks);
		looks.count = 0;
		assertThat(rules.forToken("stranger")).isNull();
		assertThat(rules.forClaims(claims(IDP, "stranger", "stranger", "stranger", true))).isEmpty();
		assertThat(looks.count).isZero();
		assertThat(rules.forToken("token4711")).hasToString("token4711[0]");
		assertThat(rules.forClaims(claims(IDP, "subject4711", "client1", "group4", true)))
			.hasToString("[client1[0], group4[0], subject4711[0]]");
		assertThat(looks.count).isEqualTo(4);
	}

	private static JwtClaims claims(String issuer, String subject, @Nullable String client, @Nullable String group,
			boolean clientCredentials) {
		return new JwtClaims(issuer, subject, client, null, (group != null) ? Set.of(group) : Set.of(),
				clientCredentials);
	}

	private static CallerEntry entry(String name, @Nullable String subject, @Nullable String client,
			@Nullable String group, @Nullable String issuer, boolean users) {
		return new CallerEntry(name, null, subject, client, group, issuer, users, List.of(), Set.of(), false);
	}

	/**
	 * Counts how often one of them is looked at.
	 */
	private static final class Looks extends AbstractList<AccessRule> {

		private final List<AccessRule> rules;

		private int count;

		Looks(List<AccessRule> rules) {
			this.rules = rules;
		}

		@Override
		public AccessRule get(int index) {
			this.count++;
			return this.rules.get(index);
		}

		@Override
		public int size() {
			return this.rules.size();
		}

	}

}
