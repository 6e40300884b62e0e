package rootpassword.security.token;

import java.time.Duration;
import java.util.Objects;
import java.util.Set;

import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.proc.DefaultJOSEObjectTypeVerifier;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import org.springframework.security.oauth2.core.DelegatingOAuth2TokenValidator;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtAudienceValidator;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.jwt.JwtIssuerValidator;
import org.springframework.security.oauth2.jwt.JwtTimestampValidator;
import org.springframework.security.oauth2.jwt.NimbusJwtDecoder;

/**
 * Verifies JWTs of one issuer: signature, issuer, audience and time, none of them
 * optional.
 */
public final class IssuerJwtDecoder implements JwtDecoder {

	/**
	 * Asymmetric ones only, or the public key would do as an HMAC secret. EdDSA is not
	 * among them: Nimbus would need another library for it.
	 */
	private static final Set<JWSAlgorithm> ALGORITHMS = Set.of(JWSAlgorithm.RS256, JWSAlgorithm.RS384,
			JWSAlgorithm.RS512, JWSAlgorithm.PS256, JWSAlgorithm.PS384, JWSAlgorithm.PS512, JWSAlgorithm.ES256,
			JWSAlgorithm.ES384, JWSAlgorithm.ES512);

	private static final Duration SKEW = Duration.ofSeconds(60);

	private final TrustedIssuer trusted;

	private final NimbusJwtDecoder decoder;

	public IssuerJwtDecoder(TrustedIssuer trusted) {
		this.trusted = trusted;
		DefaultJWTProcessor<SecurityContext> signature = new DefaultJWTProcessor<>();
		signature.setJWSKeySelector(new JWSVerificationKeySelector<>(ALGORITHMS, new IssuerKeys(trusted)));
		// Access tokens by name (RFC 9068), JWTs, or unnamed as Kubernetes makes them;
		// but
		// no logout token, no proof of possession
		signature.setJWSTypeVerifier(new DefaultJOSEObjectTypeVerifier<>(JOSEObjectType.JWT,
				new JOSEObjectType("at+jwt"), new JOSEObjectType("application/at+jwt"), null));
		signature.setJWTClaimsSetVerifier((claims, context) -> {
		});
		this.decoder = new NimbusJwtDecoder(signature);
		JwtTimestampValidator time = new JwtTimestampValidator(SKEW);
		time.setAllowEmptyExpiryClaim(false);
		this.decoder.setJwtValidator(new DelegatingOAuth2TokenValidator<Jwt>(time, new JwtIssuerValidator(issuer()),
				new JwtAudienceValidator(Objects.requireNonNull(trusted.audience()))));
	}

	public TrustedIssuer trusted() {
		return this.trusted;
	}

	public String issuer() {
		return String.valueOf(this.trusted.issuer());
	}

	@Override
	public Jwt decode(String token) {
		return this.decoder.decode(token);
	}

}
