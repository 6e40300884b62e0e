package rootpassword.security;

import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.client.WireMock;
import com.github.tomakehurst.wiremock.http.Fault;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.RSAKey;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.security.authentication.AuthenticationServiceException;
import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.server.resource.InvalidBearerTokenException;
import org.springframework.security.oauth2.server.resource.authentication.BearerTokenAuthenticationToken;
import rootpassword.kit.IdentityProvider;
import rootpassword.security.access.AccessRules;
import rootpassword.security.token.TrustedIssuer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Identity providers that change, fail, stall or answer nonsense.
 */
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
					assertThatExceptionOfType(InvalidBearerTokenException.class).isThrownBy(() -> authenticate(token));
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
