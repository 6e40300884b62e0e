package rootpassword.security;

import java.time.Duration;
import java.util.List;
import java.util.Objects;

import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.KeySourceException;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.proc.DefaultJOSEObjectTypeVerifier;
import com.nimbusds.jose.proc.SecurityContext;
import org.springframework.security.authentication.AuthenticationServiceException;
import org.springframework.security.oauth2.core.DelegatingOAuth2TokenValidator;
import org.springframework.security.oauth2.jose.jws.SignatureAlgorithm;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtAudienceValidator;
import org.springframework.security.oauth2.jwt.JwtException;
import org.springframework.security.oauth2.jwt.JwtIssuerValidator;
import org.springframework.security.oauth2.jwt.JwtTimestampValidator;
import org.springframework.security.oauth2.jwt.JwtValidationException;
import org.springframework.security.oauth2.jwt.NimbusJwtDecoder;
import rootpassword.security.AccessProperties.TrustedIssuer;
import rootpassword.security.BadTokenException.TokenFault;

/** Verifies JWTs of one issuer: signature, issuer, audience and expiry are mandatory. */
final class IssuerJwtDecoder {

	/**
	 * Access tokens (RFC 9068), plain JWTs, and Kubernetes tokens, which have no type.
	 * Logout tokens and proofs of possession are not accepted.
	 */
	private static final DefaultJOSEObjectTypeVerifier<SecurityContext> TYPES = new DefaultJOSEObjectTypeVerifier<>(
			JOSEObjectType.JWT, new JOSEObjectType("at+jwt"), new JOSEObjectType("application/at+jwt"), null);

	private static final Duration CLOCK_SKEW = Duration.ofSeconds(60);

	private final TrustedIssuer trusted;

	private final NimbusJwtDecoder decoder;

	IssuerJwtDecoder(TrustedIssuer trusted) {
		this.trusted = trusted;
		JWKSource<SecurityContext> keys = IssuerKeyFetcher.cached(trusted);
		// Asymmetric algorithms only: with HMAC the public key could serve as the secret
		this.decoder = NimbusJwtDecoder.withJwkSource(keys)
			.jwsAlgorithms((algorithms) -> algorithms.addAll(List.of(SignatureAlgorithm.values())))
			.jwtProcessorCustomizer((processor) -> {
				EdDsaVerifier.addTo(processor, keys);
				processor.setJWSTypeVerifier(TYPES);
			})
			.build();
		JwtTimestampValidator time = new JwtTimestampValidator(CLOCK_SKEW);
		time.setAllowEmptyExpiryClaim(false);
		this.decoder.setJwtValidator(new DelegatingOAuth2TokenValidator<>(time, new JwtIssuerValidator(trusted.name()),
				new JwtAudienceValidator(Objects.requireNonNull(trusted.audience()))));
	}

	/**
	 * The verified claims of the JWT.
	 * @throws BadTokenException if the JWT is not valid
	 * @throws AuthenticationServiceException if the issuer's keys are unavailable
	 */
	JwtClaims decode(String token) {
		try {
			Jwt jwt = this.decoder.decode(token);
			if (jwt.hasClaim("cnf")) {
				// Only for the holder of a key (RFC 7800), which nothing here proves
				throw new BadTokenException(TokenFault.BOUND);
			}
			return JwtClaims.of(jwt, this.trusted);
		}
		catch (JwtException ex) {
			// No cause: its message quotes the token
			if (ex.getCause() instanceof KeySourceException) {
				throw new AuthenticationServiceException("No keys of " + this.trusted.name());
			}
			throw new BadTokenException(
					(ex instanceof JwtValidationException) ? TokenFault.INVALID : TokenFault.UNVERIFIED);
		}
	}

}
