package rootpassword.security;

import java.text.ParseException;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Collectors;

import com.nimbusds.jwt.JWTParser;
import org.jspecify.annotations.Nullable;
import org.springframework.security.authentication.AuthenticationManager;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.server.resource.authentication.BearerTokenAuthenticationToken;
import rootpassword.security.AccessProperties.TrustedIssuer;
import rootpassword.security.AccessRules.AccessRule;
import rootpassword.security.BadTokenException.TokenFault;

/** Authenticates a caller by the API token of its entry or by a trusted JWT. */
final class TokenAuthenticator implements AuthenticationManager {

	private final Supplier<AccessRules> currentRules;

	private final Map<String, IssuerJwtDecoder> decoders;

	TokenAuthenticator(Supplier<AccessRules> currentRules, List<TrustedIssuer> issuers) {
		this.currentRules = currentRules;
		this.decoders = issuers.stream().collect(Collectors.toMap(TrustedIssuer::name, IssuerJwtDecoder::new));
	}

	@Override
	public Authentication authenticate(Authentication authentication) {
		String token = ((BearerTokenAuthenticationToken) authentication).getToken();
		AccessRules rules = this.currentRules.get();
		AccessRule rule = rules.forToken(token);
		Caller caller = (rule != null) ? Caller.ofToken(rule) : callerOfJwt(token, rules);
		return UsernamePasswordAuthenticationToken.authenticated(caller, null, List.of());
	}

	private Caller callerOfJwt(String token, AccessRules rules) {
		String issuer = unverifiedIssuer(token);
		IssuerJwtDecoder decoder = (issuer != null) ? this.decoders.get(issuer) : null;
		if (decoder == null) {
			throw new BadTokenException(TokenFault.FOREIGN);
		}
		JwtClaims claims = decoder.decode(token);
		return Caller.ofJwt(claims, rules.forClaims(claims));
	}

	private static @Nullable String unverifiedIssuer(String token) {
		try {
			return JWTParser.parse(token).getJWTClaimsSet().getIssuer();
		}
		catch (ParseException | RuntimeException ex) {
			// Some malformed tokens make the parser throw other exceptions than its own
			throw new BadTokenException(TokenFault.UNKNOWN);
		}
	}

}
