package rootpassword.security;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import org.springframework.security.oauth2.jwt.Jwt;
import rootpassword.security.AccessProperties.TrustedIssuer;
import rootpassword.security.BadTokenException.TokenFault;

/**
 * The identity claims of a verified JWT.
 *
 * @param client the client that received the JWT
 * @param actor the party that acts for the subject (RFC 8693)
 * @param clientCredentials whether the client received it for itself, not for a user
 */
record JwtClaims(String issuer, String subject, @Nullable String client, @Nullable String actor, Set<String> groups,
		boolean clientCredentials) {

	static JwtClaims of(Jwt jwt, TrustedIssuer issuer) {
		String subject = text(jwt.getClaim(issuer.subjectClaim()));
		if (subject == null) {
			throw new BadTokenException(TokenFault.INVALID);
		}
		String client = issuer.clientClaim()
			.stream()
			.flatMap((name) -> Stream.ofNullable(text(jwt.getClaim(name))))
			.findFirst()
			.orElse(null);
		Object actor = (jwt.getClaim("act") instanceof Map<?, ?> act) ? act.get("sub") : null;
		Object groups = (issuer.groupsClaim() != null) ? claim(jwt.getClaims(), issuer.groupsClaim()) : null;
		return new JwtClaims(issuer.name(), subject, client, text(actor), texts(groups), isForClient(jwt, client));
	}

	/**
	 * Recognises the subject of RFC 9068 section 2.2, the subject of Auth0, and the claim
	 * of Entra. It reads {@code sub} even if another claim is configured, because users
	 * can choose the values of some claims.
	 */
	private static boolean isForClient(Jwt jwt, @Nullable String client) {
		Object subject = jwt.getClaim("sub");
		return (client != null && (client.equals(subject) || (client + "@clients").equals(subject)))
				|| "app".equals(jwt.getClaim("idtyp"));
	}

	/** A claim, or a member of a claim: {@code realm_access.roles}. */
	private static @Nullable Object claim(Map<?, ?> claims, String path) {
		int dot = path.indexOf('.');
		// The name of a claim can contain dots, for example in a URL
		if (claims.containsKey(path) || dot < 0) {
			return claims.get(path);
		}
		return (claims.get(path.substring(0, dot)) instanceof Map<?, ?> object) ? claim(object, path.substring(dot + 1))
				: null;
	}

	private static Set<String> texts(@Nullable Object claim) {
		Stream<?> values = (claim instanceof Collection<?> several) ? several.stream() : Stream.ofNullable(claim);
		return values.filter(String.class::isInstance).map(String.class::cast).collect(Collectors.toSet());
	}

	private static @Nullable String text(@Nullable Object claim) {
		return (claim instanceof String text && !text.isBlank()) ? text : null;
	}

}
