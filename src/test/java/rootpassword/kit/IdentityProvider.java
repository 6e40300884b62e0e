package rootpassword.kit;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;

import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.client.WireMock;
import com.github.tomakehurst.wiremock.core.WireMockConfiguration;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.factories.DefaultJWSSignerFactory;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;

/**
 * An identity provider on 127.0.0.1 with its own keys and tokens.
 */
public final class IdentityProvider implements AutoCloseable {

	public static final String AUDIENCE = "root-password";

	public static final String KEYS = "/keys";

	public static final String DISCOVERY = "/.well-known/openid-configuration";

	/** Keys of ended providers: a new key takes seconds of CPU time. */
	private static final Queue<RSAKey> FREE = new ConcurrentLinkedQueue<>();

	private final WireMockServer server = new WireMockServer(
			WireMockConfiguration.options().bindAddress("127.0.0.1").dynamicPort());

	private RSAKey key = freeKey();

	private String issuer = "";

	public static IdentityProvider start() {
		IdentityProvider provider = new IdentityProvider();
		provider.server.start();
		provider.issuer = "http://127.0.0.1:" + provider.server.port();
		provider.answer(DISCOVERY, WireMock
			.okJson("{\"issuer\":\"%s\",\"jwks_uri\":\"%s\"}".formatted(provider.issuer(), provider.issuer() + KEYS)));
		provider.publish(provider.key);
		provider.warmUp();
		return provider;
	}

	public String issuer() {
		return this.issuer;
	}

	public RSAKey key() {
		return this.key;
	}

	public void answer(String path, ResponseDefinitionBuilder answer) {
		this.server.stubFor(WireMock.get(WireMock.urlEqualTo(path)).willReturn(answer));
	}

	public void publish(JWK... keys) {
		answer(KEYS, WireMock.okJson(new JWKSet(List.of(keys)).toPublicJWKSet().toString()));
	}

	/** Makes a new key, publishes it together with the old one, and signs with it. */
	public void rotate() {
		RSAKey old = this.key;
		this.key = freeKey();
		publish(old, this.key);
	}

	/** The number of requests for the path. */
	public int asked(String path) {
		return this.server.countRequestsMatching(WireMock.getRequestedFor(WireMock.urlEqualTo(path)).build())
			.getCount();
	}

	/** The values of a header in the requests for the path. */
	public List<String> headers(String path, String name) {
		return this.server.findAll(WireMock.getRequestedFor(WireMock.urlEqualTo(path)))
			.stream()
			.map((request) -> request.getHeader(name))
			.toList();
	}

	/** A token for alice with these additional claims. It is valid for an hour. */
	public String token(Map<String, ?> claims) {
		return token(this.key, JWSAlgorithm.RS256, (builder) -> claims.forEach(builder::claim));
	}

	public String token(JWK key, JWSAlgorithm algorithm, Consumer<JWTClaimsSet.Builder> claims) {
		return sign(new JWSHeader.Builder(algorithm).type(JOSEObjectType.JWT).keyID(key.getKeyID()).build(), key,
				claims);
	}

	public String sign(JWSHeader header, JWK key, Consumer<JWTClaimsSet.Builder> claims) {
		try {
			SignedJWT token = new SignedJWT(header, claims(claims));
			JWSSigner signer = new DefaultJWSSignerFactory().createJWSSigner(key, header.getAlgorithm());
			token.sign(signer);
			return token.serialize();
		}
		catch (JOSEException ex) {
			throw new IllegalStateException(ex);
		}
	}

	public JWTClaimsSet claims(Consumer<JWTClaimsSet.Builder> claims) {
		Instant now = Instant.now();
		JWTClaimsSet.Builder builder = new JWTClaimsSet.Builder().issuer(issuer())
			.audience(AUDIENCE)
			.subject("alice")
			.issueTime(Date.from(now))
			.expirationTime(Date.from(now.plusSeconds(3600)));
		claims.accept(builder);
		return builder.build();
	}

	/** A key of no other running provider. */
	private static RSAKey freeKey() {
		RSAKey free = FREE.poll();
		return (free != null) ? free : rsaKey();
	}

	public static RSAKey rsaKey() {
		try {
			return new RSAKeyGenerator(2048).keyID(UUID.randomUUID().toString()).generate();
		}
		catch (JOSEException ex) {
			throw new IllegalStateException(ex);
		}
	}

	public static JWK ecKey(Curve curve) {
		try {
			return new ECKeyGenerator(curve).keyID(UUID.randomUUID().toString()).generate();
		}
		catch (JOSEException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * On a busy machine, the first answer may take longer than the timeout of the client.
	 */
	private void warmUp() {
		try (HttpClient client = HttpClient.newHttpClient()) {
			client.send(HttpRequest.newBuilder(URI.create(this.issuer + "/")).build(),
					HttpResponse.BodyHandlers.discarding());
		}
		catch (IOException | InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	@Override
	public void close() {
		// A test may close it earlier; two providers with one key would accept each
		// other's tokens
		if (this.server.isRunning()) {
			this.server.stop();
			FREE.add(this.key);
		}
	}

}
