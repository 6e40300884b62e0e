package rootpassword.security.token;

import java.time.Duration;
import java.util.Objects;
import java.util.Set;

import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.KeySourceException;
import com.nimbusds.jose.proc.DefaultJOSEObjectTypeVerifier;
import com.nimbusds.jose.jwk.JWKMatcher;
import com.nimbusds.jose.jwk.JWKSelector;
import com.nimbusds.jose.proc.JWSKeySelector;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import org.springframework.security.authentication.AuthenticationServiceException;
import org.springframework.security.oauth2.core.DelegatingOAuth2TokenValidator;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtAudienceValidator;
import org.springframework.security.oauth2.jwt.JwtException;
import org.springframework.security.oauth2.jwt.JwtIssuerValidator;
import org.springframework.security.oauth2.jwt.JwtTimestampValidator;
import org.springframework.security.oauth2.jwt.JwtValidationException;
import org.springframework.security.oauth2.jwt.NimbusJwtDecoder;

/**
 * Verifies JWTs of one issuer. Signature, issuer, audience and expiry are all mandatory.
 */
public final class IssuerJwtDecoder {

	/**
	 * Asymmetric algorithms only: with HMAC the public key could serve as the secret.
	 * {@link EdDsaVerifier} adds Ed25519.
	 */
	private static final Set<JWSAlgorithm> ALGORITHMS = Set.of(JWSAlgorithm.RS256, JWSAlgorithm.RS384,
			JWSAlgorithm.RS512, JWSAlgorithm.PS256, JWSAlgorithm.PS384, JWSAlgorithm.PS512, JWSAlgorithm.ES256,
			JWSAlgorithm.ES384, JWSAlgorithm.ES512);

	/**
	 * Access tokens (RFC 9068), plain JWTs, and Kubernetes tokens, which have no type.
	 * Logout tokens and proofs of possession are not accepted.
	 */
	private static final DefaultJOSEObjectTypeVerifier<SecurityContext> TYPES = new DefaultJOSEObjectTypeVerifier<>(
			JOSEObjectType.JWT, new JOSEObjectType("at+jwt"), new JOSEObjectType("application/at+jwt"), null);

	private static final Duration CLOCK_SKEW = Duration.ofSeconds(60);

	private final TrustedIssuer trusted;

	private final NimbusJwtDecoder decoder;

	public IssuerJwtDecoder(TrustedIssuer trusted) {
		this.trusted = trusted;
		DefaultJWTProcessor<SecurityContext> processor = new DefaultJWTProcessor<>();
		IssuerKeys keys = new IssuerKeys(trusted);
		JWSKeySelector<SecurityContext> selector = new JWSVerificationKeySelector<>(ALGORITHMS, keys);
		processor.setJWSKeySelector((header, context) -> EdDsaVerifier.ALGORITHMS.contains(header.getAlgorithm())
				? EdDsaVerifier.keys(keys.get(new JWKSelector(JWKMatcher.forJWSHeader(header)), context))
				: selector.selectJWSKeys(header, context));
		processor.setJWSVerifierFactory(new EdDsaVerifier.Factory());
		processor.setJWSTypeVerifier(TYPES);
		// Spring's validators check the claims
		processor.setJWTClaimsSetVerifier((claims, context) -> {
		});
		this.decoder = new NimbusJwtDecoder(processor);
		JwtTimestampValidator time = new JwtTimestampValidator(CLOCK_SKEW);
		time.setAllowEmptyExpiryClaim(false);
		this.decoder.setJwtValidator(new DelegatingOAuth2TokenValidator<Jwt>(time, new JwtIssuerValidator(issuer()),
				new JwtAudienceValidator(Objects.requireNonNull(trusted.audience()))));
	}

	public String issuer() {
		return String.valueOf(this.trusted.issuer());
	}

	/**
	 * The verified claims of the JWT.
	 * @throws BadTokenException if the JWT is not valid
	 * @throws AuthenticationServiceException if the issuer's keys are unavailable
	 */
	public JwtClaims decode(String token) {
		try {
			Jwt jwt = this.decoder.decode(token);
			if (jwt.hasClaim("cnf")) {
				// Only the holder of a key may use it (RFC 7800), and nothing here proves
				// that
				throw new BadTokenException(TokenFault.BOUND);
			}
			return JwtClaims.of(jwt, this.trusted);
		}
		catch (JwtException ex) {
			// No cause: its message quotes the token
			if (ex.getCause() instanceof KeySourceException) {
				throw new AuthenticationServiceException("No keys of " + issuer());
			}
			throw new BadTokenException(
					(ex instanceof JwtValidationException) ? TokenFault.INVALID : TokenFault.UNVERIFIED);
		}
	}

}
