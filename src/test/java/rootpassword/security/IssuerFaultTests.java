package rootpassword.security;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.client.WireMock;
import com.github.tomakehurst.wiremock.http.Fault;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.OctetKeyPair;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.util.Base64URL;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.security.authentication.AuthenticationServiceException;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.oauth2.server.resource.InvalidBearerTokenException;
import org.springframework.security.oauth2.server.resource.authentication.BearerTokenAuthenticationToken;
import rootpassword.kit.IdentityProvider;
import rootpassword.security.AccessProperties.TrustedIssuer;
import rootpassword.security.AccessRules.AccessRule;
import rootpassword.security.CallerEntry.Scope;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Identity providers that change, fail, stall or answer nonsense.
 */
@Tag("slow")
@Execution(ExecutionMode.CONCURRENT)
class IssuerFaultTests {

	private final IdentityProvider provider = IdentityProvider.start();

	private final TokenAuthenticator callers = callers(null);

	@AfterEach
	void stop() {
		this.provider.close();
	}

	@Test
	void fetchesKeysOnceForManyTokens() {
		IntStream.range(0, 50).forEach((i) -> authenticate(this.provider.token(Map.of("jti", "t" + i))));
		assertThat(this.provider.asked(IdentityProvider.DISCOVERY)).isOne();
		assertThat(this.provider.asked(IdentityProvider.KEYS)).isOne();
	}

	@Test
	void fetchesNothingBeforeTheFirstToken() {
		assertThat(this.provider.asked(IdentityProvider.DISCOVERY)).isZero();
	}

	@Test
	void needsNoDiscoveryWithAKeySetUri() {
		TokenAuthenticator told = callers(this.provider.issuer() + IdentityProvider.KEYS);
		assertThat(told.authenticate(bearer(this.provider.token(Map.of())))).isNotNull();
		assertThat(this.provider.asked(IdentityProvider.DISCOVERY)).isZero();
	}

	@Test
	void usesANewKeyAtOnceAndKeepsTheOld() {
		String old = this.provider.token(Map.of());
		authenticate(old);
		this.provider.rotate();
		authenticate(this.provider.token(Map.of()));
		authenticate(old);
		assertThat(this.provider.asked(IdentityProvider.KEYS)).isEqualTo(2);
	}

	@Test
	void limitsFetchesDuringAFloodOfUnknownKeys() throws Exception {
		long start = System.nanoTime();
		authenticate(this.provider.token(Map.of()));
		List<String> flood = Stream.generate(IdentityProvider::rsaKey)
			.limit(3)
			.flatMap((key) -> IntStream.range(0, 100)
				.mapToObj((i) -> this.provider.token(new RSAKey.Builder(key).keyID("kid-" + key.getKeyID() + i).build(),
						JWSAlgorithm.RS256, (claims) -> {
						})))
			.toList();
		String good = this.provider.token(Map.of());
		try (ExecutorService senders = Executors.newVirtualThreadPerTaskExecutor()) {
			// Also one after the other, because concurrent fetches are merged into one
			var answers = IntStream.range(0, 4).mapToObj((sender) -> senders.submit(() -> {
				flood.subList(75 * sender, 75 * (sender + 1)).forEach((token) -> {
					// Refused, or the limit is reached and the issuer may have the key
					assertThatExceptionOfType(AuthenticationException.class).isThrownBy(() -> authenticate(token));
					assertThat(authenticate(good)).isNotNull();
				});
			})).toList();
			for (var answer : answers) {
				answer.get();
			}
		}
		// Two in ten seconds
		int limit = (int) (2 * (1 + Duration.ofNanos(System.nanoTime() - start).toSeconds() / 10));
		assertThat(this.provider.asked(IdentityProvider.KEYS)).isBetween(1, limit);
	}

	@Test
	void asksToRepeatATokenWhoseKeyMayBeNewerThanTheLastFetch() {
		authenticate(this.provider.token(Map.of()));
		RSAKey junk = new RSAKey.Builder(this.provider.key()).keyID("junk").build();
		assertThatExceptionOfType(AuthenticationException.class)
			.isThrownBy(() -> authenticate(this.provider.token(junk, JWSAlgorithm.RS256, (claims) -> {
			})));
		this.provider.rotate();
		// Never a final 401. On a slow machine the key may be fetched already
		try {
			authenticate(this.provider.token(Map.of()));
		}
		catch (AuthenticationException ex) {
			assertThat(ex).isInstanceOf(AuthenticationServiceException.class);
		}
	}

	@Test
	void leavesOutKeysThatCannotBeRead() {
		List<String> unreadable = List.of("null", "7", "{}", "{\"kid\":\"no type\"}",
				"{\"kty\":\"EC\",\"crv\":\"BP-256\",\"x\":\"AA\",\"y\":\"AA\"}",
				"{\"kty\":\"EC\",\"crv\":\"secp256k1\",\"x\":\"AA\",\"y\":\"AA\"}",
				"{\"kty\":\"RSA\",\"e\":\"AQAB\",\"n\":\"AQAB\",\"x5c\":[\"canary\"]}",
				"{\"kty\":\"RSA\",\"e\":\"AQAB\",\"n\":\"AQAB\",\"use\":\"sig\",\"key_ops\":[\"encrypt\"]}",
				"{\"kty\":\"RSA\",\"e\":\"AQAB\",\"n\":\"AQAB\",\"exp\":\"never\"}");
		this.provider.answer(IdentityProvider.KEYS, WireMock.okJson("{\"keys\":[" + String.join(",", unreadable) + ","
				+ this.provider.key().toPublicJWK().toJSONString() + "]}"));
		assertThat(authenticate(this.provider.token(Map.of()))).isNotNull();
	}

	/**
	 * The API server of Kubernetes answers 406 to a request for application/json only.
	 */
	@Test
	void acceptsTheMediaTypeOfKeySets() {
		authenticate(this.provider.token(Map.of()));
		assertThat(this.provider.headers(IdentityProvider.KEYS, "Accept")).singleElement()
			.asString()
			.contains("application/jwk-set+json");
	}

	@ParameterizedTest
	@ValueSource(strings = { "EdDSA", "Ed25519" })
	void acceptsEd25519(String algorithm) throws Exception {
		KeyPair pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
		byte[] encoded = pair.getPublic().getEncoded();
		this.provider.publish(this.provider.key(),
				new OctetKeyPair.Builder(Curve.Ed25519,
						Base64URL.encode(Arrays.copyOfRange(encoded, encoded.length - 32, encoded.length)))
					.keyID("ed")
					.build());
		String input = Base64URL.encode("{\"alg\":\"" + algorithm + "\",\"kid\":\"ed\"}") + "."
				+ Base64URL.encode(this.provider.claims((claims) -> {
				}).toString());
		Signature signature = Signature.getInstance("Ed25519");
		signature.initSign(pair.getPrivate());
		signature.update(input.getBytes(StandardCharsets.US_ASCII));
		byte[] signed = signature.sign();
		assertThat(authenticate(input + "." + Base64URL.encode(signed))).isNotNull();
		signed[0] ^= 1;
		assertThatExceptionOfType(InvalidBearerTokenException.class)
			.isThrownBy(() -> authenticate(input + "." + Base64URL.encode(signed)));
	}

	@Test
	void refusesATokenThatIsBoundToAKey() {
		assertThatExceptionOfType(InvalidBearerTokenException.class)
			.isThrownBy(() -> authenticate(this.provider.token(Map.of("cnf", Map.of("jkt", "x")))));
	}

	@Test
	void takesASubjectThatIsANumberAsItsDigits() {
		assertThat(authenticate(this.provider.token(Map.of("sub", 7))).getName()).isEqualTo("7");
	}

	@Test
	void allowsASkewOfAMinute() {
		Instant now = Instant.now();
		assertThat(authenticate(expired(now.minusSeconds(30)))).isNotNull();
		assertThatExceptionOfType(InvalidBearerTokenException.class)
			.isThrownBy(() -> authenticate(expired(now.minusSeconds(70))));
	}

	@ParameterizedTest
	@ValueSource(strings = { "realm_access.roles", "https://a.example/groups" })
	void findsGroupsBehindAPath(String claim) {
		TrustedIssuer trusted = new TrustedIssuer(URI.create(this.provider.issuer()), IdentityProvider.AUDIENCE, null,
				"sub", List.of("azp"), claim);
		CallerEntry entry = new CallerEntry("operators", null, null, null, "ops", null, false, List.of("*"),
				Set.of(Scope.RESET), false);
		Authentication caller = new TokenAuthenticator(() -> new AccessRules(List.of(AccessRule.of(entry, "0"))),
				List.of(trusted))
			.authenticate(bearer(this.provider.token(Map.of("realm_access", Map.of("roles", List.of("ops")),
					"https://a.example/groups", List.of("ops")))));
		assertThat(caller.getName()).isEqualTo("operators");
	}

	@Test
	void keepsKnownKeysWhileTheirIssuerIsDown() {
		String known = this.provider.token(Map.of());
		authenticate(known);
		this.provider.rotate();
		this.provider.answer(IdentityProvider.KEYS, WireMock.serverError());
		assertThat(authenticate(known)).isNotNull();
		assertThatExceptionOfType(AuthenticationServiceException.class)
			.isThrownBy(() -> authenticate(this.provider.token(Map.of())));
		assertThat(authenticate(known)).isNotNull();
	}

	@Test
	void recoversWhenItsIssuerDoes() {
		this.provider.answer(IdentityProvider.DISCOVERY, WireMock.serviceUnavailable());
		String token = this.provider.token(Map.of());
		assertThatExceptionOfType(AuthenticationServiceException.class).isThrownBy(() -> authenticate(token));
		this.provider.answer(IdentityProvider.DISCOVERY, WireMock.okJson("{\"issuer\":\"%s\",\"jwks_uri\":\"%s\"}"
			.formatted(this.provider.issuer(), this.provider.issuer() + IdentityProvider.KEYS)));
		assertThat(authenticate(token)).isNotNull();
	}

	static Stream<Arguments> faults() {
		byte[] huge = new byte[2_000_000];
		Arrays.fill(huge, (byte) ' ');
		return Stream.of(Arguments.of("slow", WireMock.okJson("{\"keys\":[]}").withFixedDelay(16_000)),
				Arguments.of("dripping", WireMock.okJson("{\"keys\":[]}").withChunkedDribbleDelay(8, 16_000)),
				Arguments.of("huge", WireMock.ok().withBody(huge)),
				Arguments.of("garbage", WireMock.okJson("<html>canary</html>")),
				Arguments.of("not a key set", WireMock.okJson("{\"keys\":\"canary\"}")),
				Arguments.of("nothing", WireMock.ok()), Arguments.of("error", WireMock.serverError()),
				Arguments.of("no such path", WireMock.notFound()),
				Arguments.of("redirect", WireMock.temporaryRedirect("/elsewhere")),
				Arguments.of("reset", WireMock.aResponse().withFault(Fault.CONNECTION_RESET_BY_PEER)),
				Arguments.of("empty", WireMock.aResponse().withFault(Fault.EMPTY_RESPONSE)));
	}

	@ParameterizedTest(name = "{0}")
	@MethodSource("faults")
	void failsFastWhileAnIssuerIsUnavailable(String name, ResponseDefinitionBuilder answer) {
		this.provider.answer("/elsewhere", WireMock.okJson("{\"keys\":[]}"));
		this.provider.answer(IdentityProvider.KEYS, answer);
		String token = this.provider.token(Map.of());
		long start = System.nanoTime();
		for (int i = 0; i < 20; i++) {
			assertThatExceptionOfType(AuthenticationServiceException.class).isThrownBy(() -> authenticate(token))
				.withNoCause()
				.withMessageNotContainingAny("canary", token);
		}
		// Two fetches, and then not again for a while
		assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(15));
		assertThat(this.provider.asked(IdentityProvider.KEYS)).isLessThanOrEqualTo(4);
		assertThat(this.provider.asked("/elsewhere")).isZero();
	}

	@ParameterizedTest
	@MethodSource("documents")
	void refusesDiscoveryDocumentsOfOtherIssuers(String document) {
		this.provider.answer(IdentityProvider.DISCOVERY,
				WireMock.okJson(document.replace("ISSUER", this.provider.issuer())));
		assertThatExceptionOfType(AuthenticationServiceException.class)
			.isThrownBy(() -> authenticate(this.provider.token(Map.of())));
		assertThat(this.provider.asked(IdentityProvider.KEYS)).isZero();
	}

	static Stream<String> documents() {
		return Stream.of("{}", "[]", "{\"issuer\":\"ISSUER\"}",
				"{\"issuer\":\"https://idp.example.com\",\"jwks_uri\":\"ISSUER/keys\"}",
				"{\"issuer\":\"ISSUER\",\"jwks_uri\":\"http://192.0.2.1/keys\"}",
				"{\"issuer\":\"ISSUER\",\"jwks_uri\":\"file:///etc/passwd\"}",
				"{\"issuer\":\"ISSUER\",\"jwks_uri\":\"not a uri\"}", "{\"issuer\":\"ISSUER\",\"jwks_uri\":7}");
	}

	private String expired(Instant end) {
		return this.provider.token(Map.of("iat", Date.from(end.minusSeconds(60)), "exp", Date.from(end)));
	}

	private TokenAuthenticator callers(@Nullable String keys) {
		TrustedIssuer trusted = new TrustedIssuer(URI.create(this.provider.issuer()), IdentityProvider.AUDIENCE,
				(keys != null) ? URI.create(keys) : null, "sub", List.of("azp", "client_id"), null);
		return new TokenAuthenticator(() -> new AccessRules(List.of()), List.of(trusted));
	}

	private Authentication authenticate(String token) {
		return this.callers.authenticate(bearer(token));
	}

	private static BearerTokenAuthenticationToken bearer(String token) {
		return new BearerTokenAuthenticationToken(token);
	}

}
