package rootpassword.security;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

import org.springframework.security.authentication.AuthenticationProvider;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.server.resource.InvalidBearerTokenException;
import org.springframework.security.oauth2.server.resource.authentication.BearerTokenAuthenticationToken;

/**
 * Knows callers by the SHA-256 of their API tokens.
 */
final class ApiTokenAuthenticationProvider implements AuthenticationProvider {

	private final List<Known> known;

	ApiTokenAuthenticationProvider(AccessProperties properties) {
		this.known = properties.callers().stream().map(Known::of).toList();
	}

	@Override
	public Authentication authenticate(Authentication authentication) {
		byte[] sha256 = hexOfSha256(((BearerTokenAuthenticationToken) authentication).getToken());
		Caller caller = null;
		// All of them, always: how long it takes must not tell which one was near
		for (Known candidate : this.known) {
			if (MessageDigest.isEqual(candidate.tokenSha256().getBytes(StandardCharsets.US_ASCII), sha256)) {
				caller = candidate.caller();
			}
		}
		return authenticated(caller);
	}

	@Override
	public boolean supports(Class<?> authentication) {
		return BearerTokenAuthenticationToken.class.isAssignableFrom(authentication);
	}

	private static Authentication authenticated(@Nullable Caller caller) {
		if (caller == null) {
			throw new InvalidBearerTokenException("Unknown token");
		}
		return UsernamePasswordAuthenticationToken.authenticated(caller, null, List.of());
	}

	private static byte[] hexOfSha256(String token) {
		try {
			byte[] sha256 = MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8));
			return HexFormat.of().formatHex(sha256).getBytes(StandardCharsets.US_ASCII);
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException("Every Java has SHA-256", ex);
		}
	}

	private record Known(String tokenSha256, Caller caller) {

		private static Known of(AccessProperties.Entry entry) {
			return new Known(Objects.requireNonNull(entry.tokenSha256()).toLowerCase(Locale.ROOT), Caller.of(entry));
		}

	}

}
