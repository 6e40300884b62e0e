package rootpassword.security;

import java.text.ParseException;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;

import com.nimbusds.jose.KeySourceException;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.JWTParser;
import org.jspecify.annotations.Nullable;
import org.springframework.security.authentication.AuthenticationProvider;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtException;
import org.springframework.security.oauth2.jwt.JwtValidationException;
import org.springframework.security.oauth2.server.resource.authentication.BearerTokenAuthenticationToken;
import rootpassword.security.access.AccessRules;
import rootpassword.security.access.Caller;
import rootpassword.security.token.BadTokenException;
import rootpassword.security.token.IdentityUnavailableException;
import rootpassword.security.token.IssuerJwtDecoder;
import rootpassword.security.token.JwtClaims;
import rootpassword.security.token.TokenFault;
import rootpassword.security.token.TrustedIssuer;

/**
 * Knows callers by JWTs of trusted issuers. What is no JWT at all it leaves to others.
 */
final class JwtIssuerAuthenticationProvider implements AuthenticationProvider {

	private final Supplier<AccessRules> rules;

	private final Map<String, IssuerJwtDecoder> decoders;

	public JwtIssuerAuthenticationProvider(Supplier<AccessRules> rules, List<TrustedIssuer> issuers) {
		this.rules = rules;
		this.decoders = issuers.stream()
			.map(IssuerJwtDecoder::new)
			.collect(Collectors.toMap(IssuerJwtDecoder::issuer, Function.identity()));
	}

	@Override
	public @Nullable Authentication authenticate(Authentication authentication) {
		String token = ((BearerTokenAuthenticationToken) authentication).getToken();
		JWTClaimsSet unproved = parse(token);
		if (unproved == null) {
			return null;
		}
		IssuerJwtDecoder decoder = this.decoders.get(String.valueOf(unproved.getIssuer()));
		if (decoder == null) {
			throw new BadTokenException(TokenFault.FOREIGN);
		}
		JwtClaims claims = JwtClaims.of(decode(token, decoder), decoder.trusted());
		Caller caller = Caller.ofJwt(claims, this.rules.get().forClaims(claims));
		return UsernamePasswordAuthenticationToken.authenticated(caller, null, List.of());
	}

	@Override
	public boolean supports(Class<?> authentication) {
		return BearerTokenAuthenticationToken.class.isAssignableFrom(authentication);
	}

	private static Jwt decode(String token, IssuerJwtDecoder decoder) {
		try {
			return decoder.decode(token);
		}
		catch (JwtException ex) {
			// The causes quote the token
			if (ex.getCause() instanceof KeySourceException) {
				throw new IdentityUnavailableException("No keys of " + decoder.issuer());
			}
			throw new BadTokenException(
					(ex instanceof JwtValidationException) ? TokenFault.INVALID : TokenFault.UNVERIFIED);
		}
	}

	private static @Nullable JWTClaimsSet parse(String token) {
		try {
			return JWTParser.parse(token).getJWTClaimsSet();
		}
		catch (ParseException | RuntimeException ex) {
			return null;
		}
	}

}
