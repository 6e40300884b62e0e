package rootpassword.security.token;

import java.time.Duration;
import java.util.Objects;
import java.util.Set;

import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.KeySourceException;
import com.nimbusds.jose.proc.DefaultJOSEObjectTypeVerifier;
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
	 * EdDSA is missing because Nimbus needs another library for it.
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
		processor.setJWSKeySelector(new JWSVerificationKeySelector<>(ALGORITHMS, new IssuerKeys(trusted)));
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
			return JwtClaims.of(this.decoder.decode(token), this.trusted);
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
