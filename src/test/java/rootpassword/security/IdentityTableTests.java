package rootpassword.security;

import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.OctetSequenceKey;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.JWTParser;
import com.nimbusds.jwt.PlainJWT;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import rootpassword.kit.Facade.Answer;
import rootpassword.kit.IdentityProvider;
import rootpassword.kit.Tokens;
import rootpassword.reset.command.Actor;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Admitted and refused callers and their actors in the trail, over real HTTP.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class IdentityTableTests {

	private static final String ANYONE = "anyone-token-0123456789";

	private static final String PORTAL = "portal-token-0123456789";

	private static final String AUDITOR = "auditor-token-0123456789";

	private final IdentityProvider company = IdentityProvider.start();

	private final IdentityProvider cluster = IdentityProvider.start();

	private final IdentityProvider stranger = IdentityProvider.start();

	private final IdentityProvider down = IdentityProvider.start();

	private final JWK p256 = IdentityProvider.ecKey(Curve.P_256);

	private SecurityFixture facade;

	@BeforeAll
	void start() {
		this.down.close();
		this.company.publish(this.company.key(), this.p256);
		List<String> properties = new ArrayList<>();
		issuer(properties, 0, this.company);
		properties.add("root-password.issuers[0].groups-claim=groups");
		issuer(properties, 1, this.cluster);
		properties.add("root-password.issuers[1].jwk-set-uri=" + this.cluster.issuer() + IdentityProvider.KEYS);
		issuer(properties, 2, this.down);
		String[][] callers = { { "portal", "token-sha256=" + Tokens.sha256(PORTAL), "dds-*", "reset", "true" },
				{ "auditor", "token-sha256=" + Tokens.sha256(AUDITOR), "dds-*", "audit", "false" },
				{ "alice", "subject=alice", "dds-prod*", "reset", "false" },
				{ "dbas", "group=dba", "dds-prod*", "reset", "false" },
				{ "ci", "client=ci-job", "dds-ci*", "reset", "false" },
				{ "rotator", "subject=system:serviceaccount:prod:rotator", "dds-prod*", "reset", "false" },
				{ "shop", "client=shop-portal", "dds-prod*", "reset", "true" },
				{ "frank-reads", "subject=frank", "dds-*", "audit", "true" },
				{ "frank", "subject=frank", "dds-ci*", "reset", "false" },
				{ "powerless", "token-sha256=" + Tokens.sha256(ANYONE), "", "reset", "false" },
				{ "grace", "subject=grace", "dds-test*", "audit", "false" },
				{ "desk", "client=desk-app", "dds-desk*", "reset", "false" },
				{ "heidi", "subject=heidi", "dds-prod*", "reset", "false" } };
		for (int i = 0; i < callers.length; i++) {
			String caller = "root-password.callers[" + i + "].";
			properties.addAll(List.of(caller + "name=" + callers[i][0], caller + callers[i][1],
					caller + "instances=" + callers[i][2], caller + "scopes=" + callers[i][3],
					caller + "may-assert-user=" + callers[i][4]));
		}
		properties.add("root-password.callers[11].users=true");
		properties.add("root-password.callers[12].issuer=" + this.company.issuer());
		this.facade = SecurityFixture.start(properties.toArray(String[]::new));
	}

	@AfterAll
	void stop() {
		this.facade.close();
		Stream.of(this.company, this.cluster, this.stranger).forEach(IdentityProvider::close);
	}

	Stream<Row> nobodies() {
		Instant now = Instant.now();
		JWK key = this.company.key();
		JWK secret = new OctetSequenceKey.Builder(publicKey(this.company)).keyID(key.getKeyID()).build();
		return Stream.of(nobody("none", ""), nobody("no token of ours", "wrong-token"),
				nobody("half a token", PORTAL.substring(1)), nobody("no base64", "a.b.c"),
				nobody("expired",
						company((claims) -> claims.issueTime(Date.from(now.minusSeconds(300)))
							.expirationTime(Date.from(now.minusSeconds(120))))),
				nobody("no exp", company((claims) -> claims.expirationTime(null))),
				nobody("not yet valid", company((claims) -> claims.notBeforeTime(Date.from(now.plusSeconds(120))))),
				nobody("other audience", company((claims) -> claims.audience("billing"))),
				nobody("no audience", company((claims) -> claims.audience((String) null))),
				nobody("other issuer", company((claims) -> claims.issuer("https://idp.example.com"))),
				nobody("no issuer", company((claims) -> claims.issuer(null))),
				nobody("no subject", company((claims) -> claims.subject(null))),
				nobody("blank subject", company((claims) -> claims.subject(" "))),
				nobody("not signed", new PlainJWT(this.company.claims((claims) -> {
				})).serialize()), nobody("signature cut off", company((claims) -> {
				}).replaceFirst("\\.[^.]*$", ".")), nobody("payload changed", forged()),
				nobody("HS256 with the public key", this.company.token(secret, JWSAlgorithm.HS256, (claims) -> {
				})),
				nobody("unknown kid", this.company.token(IdentityProvider.rsaKey(), JWSAlgorithm.RS256, (claims) -> {
				})),
				nobody("own key under a known kid",
						this.company.sign(new JWSHeader.Builder(JWSAlgorithm.RS256).keyID(key.getKeyID()).build(),
								IdentityProvider.rsaKey(), (claims) -> {
								})),
				nobody("own key in the header",
						this.company.sign(
								new JWSHeader.Builder(JWSAlgorithm.ES256).jwk(this.p256.toPublicJWK()).build(),
								IdentityProvider.ecKey(Curve.P_256), (claims) -> {
								})),
				nobody("key of another trusted issuer",
						this.cluster.sign(
								new JWSHeader.Builder(JWSAlgorithm.RS256).keyID(this.company.key().getKeyID()).build(),
								this.cluster.key(), (claims) -> claims.issuer(this.company.issuer()))),
				nobody("issuer that nobody trusts", this.stranger.token(Map.of())),
				nobody("logout token",
						this.company
							.sign(new JWSHeader.Builder(JWSAlgorithm.RS256).type(new JOSEObjectType("logout+jwt"))
								.keyID(key.getKeyID())
								.build(), key, (claims) -> {
								})));
	}

	@ParameterizedTest(name = "{0}")
	@MethodSource("nobodies")
	void answers401WithoutACallToTheLedger(Row row) {
		Answer answer = this.facade.reset(SecurityFixture.INSTANCE, row.token());
		assertThat(answer.status()).as(answer.text()).isEqualTo(401);
		assertThat(answer.json().get("type").stringValue()).endsWith(":unauthenticated");
		assertThat(answer.header("WWW-Authenticate")).isEqualTo(row.token().isEmpty() ? "Bearer realm=\"root-password\""
				: "Bearer realm=\"root-password\", error=\"invalid_token\"");
		assertThat(this.facade.trail()).isEmpty();
	}

	@Test
	void fetchesNoKeysOfUntrustedIssuers() {
		this.facade.reset(SecurityFixture.INSTANCE, this.stranger.token(Map.of()));
		assertThat(this.stranger.asked(IdentityProvider.KEYS) + this.stranger.asked(IdentityProvider.DISCOVERY))
			.isZero();
	}

	Stream<Row> somebodies() {
		String alice = this.company.token(Map.of());
		String frank = this.company.token(Map.of("sub", "frank"));
		String shop = this.company.token(Map.of("sub", "shop-portal", "azp", "shop-portal"));
		return Stream.of(
				row("API token", PORTAL, "dds-x1", 200, actor("portal", null, "127.0.0.1", null, null, "portal[0]")),
				row("API token without scope", AUDITOR, "dds-x1", 403,
						actor("auditor", null, "127.0.0.1", null, null, "no-scope")),
				row("API token without instances", ANYONE, "dds-x1", 403,
						actor("powerless", null, "127.0.0.1", null, null, "no-instance")),
				row("subject", alice, "dds-prod1", 200, actor("alice", null, "127.0.0.1", "alice", null, "alice[2]")),
				row("ES256", this.company.token(this.p256, JWSAlgorithm.ES256, (claims) -> {
				}), "dds-prod1", 200, actor("alice", null, "127.0.0.1", "alice", null, "alice[2]")),
				row("PS512", this.company.token(this.company.key(), JWSAlgorithm.PS512, (claims) -> {
				}), "dds-prod1", 200, actor("alice", null, "127.0.0.1", "alice", null, "alice[2]")),
				row("clocks that differ by a little",
						company((claims) -> claims.issueTime(Date.from(Instant.now().minusSeconds(90)))
							.expirationTime(Date.from(Instant.now().minusSeconds(20)))),
						"dds-prod1", 200, actor("alice", null, "127.0.0.1", "alice", null, "alice[2]")),
				row("other instance", alice, "dds-test1", 403,
						actor("alice", null, "127.0.0.1", "alice", null, "no-instance")),
				row("group", this.company.token(Map.of("sub", "bob", "groups", List.of("staff", "dba"))), "dds-prod1",
						200, actor("dbas", null, "127.0.0.1", "bob", null, "dbas[3]")),
				row("group as a single text", this.company.token(Map.of("sub", "bob", "groups", "dba")), "dds-prod1",
						200, actor("dbas", null, "127.0.0.1", "bob", null, "dbas[3]")),
				row("group that the issuer may not give", this.cluster.token(Map.of("sub", "bob", "groups", "dba")),
						"dds-prod1", 403, actor("bob", null, "127.0.0.1", "bob", null, "no-rule")),
				row("client", this.company.token(Map.of("sub", "ci-job", "client_id", "ci-job")), "dds-ci1", 200,
						actor("ci", null, "127.0.0.1", "ci-job", "ci-job", "ci[4]")),
				row("client as Auth0 has it", this.company.token(Map.of("sub", "ci-job@clients", "azp", "ci-job")),
						"dds-ci1", 200, actor("ci", null, "127.0.0.1", "ci-job@clients", "ci-job", "ci[4]")),
				row("client as Entra has it",
						this.company.token(Map.of("sub", "0f3c", "azp", "ci-job", "idtyp", "app")), "dds-ci1", 200,
						actor("ci", null, "127.0.0.1", "0f3c", "ci-job", "ci[4]")),
				row("user of a client", this.company.token(Map.of("sub", "carol", "azp", "ci-job", "idtyp", "user")),
						"dds-ci1", 403, actor("carol", null, "127.0.0.1", "carol", "ci-job", "no-rule")),
				row("user of another issuer by the client's name",
						this.cluster.token(Map.of("sub", "ci-job@clients", "azp", "other")), "dds-ci1", 403,
						actor("ci-job@clients", null, "127.0.0.1", "ci-job@clients", "other", "no-rule")),
				row("user of a client that may bring users",
						this.company.token(Map.of("sub", "carol", "azp", "desk-app")), "dds-desk1", 200,
						actor("desk", null, "127.0.0.1", "carol", "desk-app", "desk[11]")),
				row("subject of the issuer that the entry names", this.company.token(Map.of("sub", "heidi")),
						"dds-prod1", 200, actor("heidi", null, "127.0.0.1", "heidi", null, "heidi[12]")),
				row("subject of another issuer", this.cluster.token(Map.of("sub", "heidi")), "dds-prod1", 403,
						actor("heidi", null, "127.0.0.1", "heidi", null, "no-rule")),
				row("authorised party before client id",
						this.company.token(Map.of("sub", "ci-job", "azp", "other", "client_id", "ci-job")), "dds-ci1",
						403, actor("ci-job", null, "127.0.0.1", "ci-job", "other", "no-rule")),
				row("actor", this.company.token(Map.of("act", Map.of("sub", "helpdesk"))), "dds-prod1", 200,
						actor("alice", null, "127.0.0.1", "alice", "helpdesk", "alice[2]")),
				row("several entries", this.company.token(Map.of("sub", "ci-job", "groups", "dba", "azp", "ci-job")),
						"dds-ci1", 200, actor("dbas", null, "127.0.0.1", "ci-job", "ci-job", "ci[4]")),
				row("scope of one entry, instance of another", frank, "dds-prod1", 403,
						actor("frank-reads", null, "127.0.0.1", "frank", null, "no-instance")),
				row("right entry of two", frank, "dds-ci1", 200,
						actor("frank-reads", null, "127.0.0.1", "frank", null, "frank[8]")),
				row("workload in the cluster", projected(), "dds-prod1", 200,
						actor("rotator", null, "127.0.0.1", "system:serviceaccount:prod:rotator", null, "rotator[5]")),
				row("no rule", this.company.token(Map.of("sub", "mallory\n\u202e")), "dds-prod1", 403,
						actor("mallory??", null, "127.0.0.1", "mallory??", null, "no-rule")),
				row("long subject", this.company.token(Map.of("sub", "m".repeat(300))), "dds-prod1", 403,
						actor("m".repeat(100), null, "127.0.0.1", "m".repeat(255), null, "no-rule")),
				row("portal with a person", shop, "dds-prod1", 200,
						actor("shop", "dave@example.com", "127.0.0.1", "shop-portal", "shop-portal", "shop[6]")),
				row("API token with a person", PORTAL, "dds-x1", 200,
						actor("portal", "dave@example.com", "127.0.0.1", null, null, "portal[0]")),
				row("no portal, with a person", alice, "dds-prod1", 403,
						actor("alice", "dave@example.com", "127.0.0.1", "alice", null, "may-not-assert")),
				row("right to assert of another entry", frank, "dds-ci1", 403,
						actor("frank-reads", "dave@example.com", "127.0.0.1", "frank", null, "may-not-assert")));
	}

	@ParameterizedTest(name = "{0}")
	@MethodSource("somebodies")
	void recordsCallerAndRuleInTheTrailOnly(Row row) throws Exception {
		this.facade.trail();
		Actor actor = row.actor();
		assertThat(actor).isNotNull();
		String[] headers = (actor.assertedUser() != null) ? new String[] { "On-Behalf-Of", actor.assertedUser() }
				: new String[0];
		Answer answer = this.facade.reset(row.instance(), row.token(), headers);
		assertThat(answer.status()).as(answer.text()).isEqualTo(row.status());
		// A refusal before the body was compared with the password leaves out the user
		assertThat(this.facade.trail())
			.containsExactly(identified((row.status() == 403) ? actor.onBehalfOf(null) : actor, row.token()));
		assertThat(answer.text()).doesNotContain("no-", "may-not", "[", String.valueOf(actor.rule()));
		if (row.status() == 403) {
			assertThat(answer.json().get("type").stringValue()).endsWith(":forbidden");
		}
	}

	private static Actor actor(String caller, String user, String sourceAddress, String subject, String client,
			String rule) {
		return new Actor(caller, caller, user, sourceAddress, subject, client, null, rule);
	}

	/**
	 * The documented computation, so that no change of the program changes an identity.
	 */
	private static Actor identified(Actor actor, String token) throws Exception {
		if (actor.subject() == null) {
			return actor;
		}
		JWTClaimsSet claims = JWTParser.parse(token).getJWTClaimsSet();
		String issuer = claims.getIssuer();
		byte[] digest = MessageDigest.getInstance("SHA-256")
			.digest((issuer.length() + ":" + issuer + claims.getSubject()).getBytes(StandardCharsets.UTF_8));
		return new Actor(actor.caller(), "jwt:" + Base64.getUrlEncoder().withoutPadding().encodeToString(digest),
				actor.assertedUser(), actor.sourceAddress(), actor.subject(), actor.client(), issuer, actor.rule());
	}

	Stream<Row> readers() {
		String frank = this.company.token(Map.of("sub", "frank"));
		String grace = this.company.token(Map.of("sub", "grace"));
		return Stream.of(row("its own caller", PORTAL, "/attempts", 200), row("an auditor", AUDITOR, "/attempts", 200),
				row("an auditor with a JWT", frank, "/attempts", 200),
				row("another caller", this.company.token(Map.of()), "/attempts", 404),
				row("a caller that reaches nothing", ANYONE, "/attempts", 404),
				row("a stranger by the name of the caller", this.company.token(Map.of("sub", "portal")), "/attempts",
						403),
				row("an auditor of other instances", grace, "/attempts", 404),
				row("an auditor of other instances", grace, "/instances", 403),
				row("nobody", "wrong", "/attempts", 401), row("an auditor", AUDITOR, "/instances", 200),
				row("an auditor with a JWT", frank, "/instances", 200),
				row("a caller that only resets", PORTAL, "/instances", 403), row("a stranger by the name of the caller",
						this.company.token(Map.of("sub", "portal")), "/instances", 403),
				row("nobody", "wrong", "/instances", 401));
	}

	@ParameterizedTest(name = "{0}")
	@MethodSource("readers")
	void showsAttemptsToTheirCallersAndToAuditors(Row row) {
		String path = row.instance().equals("/attempts") ? "/attempts/" + SecurityFixture.ATTEMPT.id()
				: "/instances/" + SecurityFixture.INSTANCE + "/root-password/attempts";
		for (String method : List.of("GET", "HEAD")) {
			Answer answer = this.facade.send(HttpRequest.newBuilder(this.facade.uri(path))
				.method(method, HttpRequest.BodyPublishers.noBody())
				.header("Authorization", "Bearer " + row.token()));
			assertThat(answer.status()).as(method).isEqualTo(row.status());
			assertThat(answer.headers().get("Cache-Control")).containsExactly("no-store");
		}
	}

	@Test
	void aValidationNeedsTheRightsOfAReset() {
		this.facade.trail();
		for (String token : List.of(PORTAL, AUDITOR, "wrong")) {
			assertThat(this.facade.validate(SecurityFixture.INSTANCE, token).status())
				.isEqualTo(this.facade.reset(SecurityFixture.INSTANCE, token).status());
		}
		assertThat(this.facade.trail()).extracting(Actor::rule)
			.containsExactly("portal[0]", "portal[0]", "no-scope", "no-scope");
	}

	@Test
	void answers403ToCallersWithoutARuleOnUnknownPaths() {
		for (String[] who : new String[][] { { "mallory", "403" }, { "alice", "404" } }) {
			HttpRequest.Builder request = HttpRequest.newBuilder(this.facade.uri("/nowhere"))
				.header("Authorization", "Bearer " + this.company.token(Map.of("sub", who[0])));
			assertThat(this.facade.send(request).status()).hasToString(who[1]);
		}
		this.facade.trail();
	}

	@Test
	void answers503WhileAnIssuerIsUnavailable() {
		Answer answer = this.facade.reset(SecurityFixture.INSTANCE, this.down.token(Map.of()));
		assertThat(answer.status()).isEqualTo(503);
		JsonNode problem = answer.json();
		assertThat(problem.get("type").stringValue()).isEqualTo("urn:problem-type:root-password:identity-unavailable");
		assertThat(problem.get("retryable").booleanValue()).isTrue();
		assertThat(problem.get("outcome").stringValue()).isEqualTo("rejected");
		assertThat(answer.header("Retry-After")).isEqualTo("10");
		assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
		assertThat(this.facade.trail()).isEmpty();
		assertThat(this.facade.reset(SecurityFixture.INSTANCE, PORTAL).status()).isEqualTo(200);
		assertThat(this.facade.reset(SecurityFixture.INSTANCE, this.company.token(Map.of())).status()).isEqualTo(200);
		this.facade.trail();
	}

	private String company(Consumer<JWTClaimsSet.Builder> claims) {
		return this.company.token(this.company.key(), JWSAlgorithm.RS256, claims);
	}

	/** As the TokenRequest API of Kubernetes makes them: without typ, aud as a list. */
	private String projected() {
		return this.cluster.sign(new JWSHeader.Builder(JWSAlgorithm.RS256).keyID(this.cluster.key().getKeyID()).build(),
				this.cluster.key(),
				(claims) -> claims.subject("system:serviceaccount:prod:rotator")
					.audience(List.of("root-password", "https://kubernetes.default.svc"))
					.notBeforeTime(new Date())
					.jwtID("4ef1c1d6-5e6f-4d3a-8a7d-0d7c3f7c2f6a")
					.claim("kubernetes.io",
							Map.of("namespace", "prod", "node", Map.of("name", "n1", "uid", "u1"), "pod",
									Map.of("name", "rotator-0", "uid", "u2"), "serviceaccount",
									Map.of("name", "rotator", "uid", "u3"), "warnafter", 1_900_000_000)));
	}

	private String forged() {
		String[] parts = this.company.token(Map.of("sub", "bob")).split("\\.");
		String claims = new String(Base64.getUrlDecoder().decode(parts[1])).replace("\"bob\"", "\"alice\"");
		return parts[0] + "." + Base64.getUrlEncoder().withoutPadding().encodeToString(claims.getBytes()) + "."
				+ parts[2];
	}

	private static byte[] publicKey(IdentityProvider provider) {
		try {
			return provider.key().toRSAPublicKey().getEncoded();
		}
		catch (JOSEException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static void issuer(List<String> properties, int i, IdentityProvider provider) {
		properties.add("root-password.issuers[" + i + "].issuer=" + provider.issuer());
		properties.add("root-password.issuers[" + i + "].audience=" + IdentityProvider.AUDIENCE);
	}

	private static Row nobody(String name, String token) {
		return new Row(name, token, SecurityFixture.INSTANCE, 401, null);
	}

	private static Row row(String name, String token, String path, int status) {
		return new Row(name, token, path, status, null);
	}

	private static Row row(String name, String token, String instance, int status, Actor actor) {
		return new Row(name, token, instance, status, actor);
	}

	record Row(String name, String token, String instance, int status, @Nullable Actor actor) {

		@Override
		public String toString() {
			return this.name;
		}

	}

}
