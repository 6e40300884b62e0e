package rootpassword.security;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Supplier;

import org.springframework.security.authentication.AuthenticationProvider;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.server.resource.authentication.BearerTokenAuthenticationToken;
import rootpassword.security.access.AccessRule;
import rootpassword.security.access.AccessRules;
import rootpassword.security.access.Caller;
import rootpassword.security.token.BadTokenException;
import rootpassword.security.token.TokenFault;

/**
 * Knows callers by the SHA-256 of their API tokens.
 */
final class ApiTokenAuthenticationProvider implements AuthenticationProvider {

	private final Supplier<AccessRules> rules;

	ApiTokenAuthenticationProvider(Supplier<AccessRules> rules) {
		this.rules = rules;
	}

	@Override
	public Authentication authenticate(Authentication authentication) {
		AccessRule rule = this.rules.get()
			.forToken(sha256(((BearerTokenAuthenticationToken) authentication).getToken()));
		if (rule == null) {
			throw new BadTokenException(TokenFault.UNKNOWN);
		}
		return UsernamePasswordAuthenticationToken.authenticated(Caller.ofToken(rule), null, List.of());
	}

	@Override
	public boolean supports(Class<?> authentication) {
		return BearerTokenAuthenticationToken.class.isAssignableFrom(authentication);
	}

	private static String sha256(String token) {
		try {
			return HexFormat.of()
				.formatHex(MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8)));
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException("Every Java has SHA-256", ex);
		}
	}

}
