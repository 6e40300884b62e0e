package rootpassword.security.token;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;
import org.springframework.security.oauth2.jwt.Jwt;

/**
 * What a verified JWT says about whom it stands for.
 *
 * @param client the client that it was issued to
 * @param actor who acts for the subject (RFC 8693)
 * @param clientCredentials whether the client got it for itself, and for no user
 */
public record JwtClaims(String issuer, String subject, @Nullable String client, @Nullable String actor,
		Set<String> groups, boolean clientCredentials) {

	public static JwtClaims of(Jwt jwt, TrustedIssuer issuer) {
		String subject = text(jwt.getClaim(issuer.subjectClaim()));
		if (subject == null) {
			throw new BadTokenException(TokenFault.INVALID);
		}
		String client = issuer.clientClaim()
			.stream()
			.map((name) -> text(jwt.getClaim(name)))
			.filter(Objects::nonNull)
			.findFirst()
			.orElse(null);
		Object actor = (jwt.getClaim("act") instanceof Map<?, ?> act) ? act.get("sub") : null;
		Object groups = (issuer.groupsClaim() != null) ? jwt.getClaim(issuer.groupsClaim()) : null;
		return new JwtClaims(String.valueOf(issuer.issuer()), subject, client, text(actor), texts(groups),
				isOfClient(jwt, client));
	}

	/**
	 * By the subject of RFC 9068 §2.2, that of Auth0, or Entra's claim. It always reads
	 * {@code sub}, because users can choose the values of some other claims.
	 */
	private static boolean isOfClient(Jwt jwt, @Nullable String client) {
		Object subject = jwt.getClaim("sub");
		return (client != null && (client.equals(subject) || (client + "@clients").equals(subject)))
				|| "app".equals(jwt.getClaim("idtyp"));
	}

	private static Set<String> texts(@Nullable Object claim) {
		Collection<?> values = (claim instanceof Collection<?> several) ? several
				: (claim != null) ? List.of(claim) : List.of();
		return values.stream().filter(String.class::isInstance).map(String.class::cast).collect(Collectors.toSet());
	}

	private static @Nullable String text(@Nullable Object claim) {
		return (claim instanceof String text && !text.isBlank()) ? text : null;
	}

}
