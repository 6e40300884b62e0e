package rootpassword.security.token;

import java.net.URI;
import java.util.List;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;

/**
 * An identity provider whose JWTs are believed.
 *
 * @param issuer what its tokens name as {@code iss}
 * @param audience what its tokens must name among their {@code aud}
 * @param jwkSetUri where its keys are; otherwise its discovery document says it
 * @param clientClaim the first of these that a token has names the client
 * @param groupsClaim the claim that lists groups; without it no group is believed
 */
public record TrustedIssuer(@Nullable URI issuer, @Nullable String audience, @Nullable URI jwkSetUri,
		@DefaultValue("sub") String subjectClaim, @DefaultValue( {
				"azp", "client_id" }) List<String> clientClaim,
		@Nullable String groupsClaim){

	// Literals only: what a name resolves to can change
	private static final Pattern LOOPBACK = Pattern.compile("127(\\.\\d{1,3}){3}|\\[::1]");

	public void check(String property) {
		require(this.issuer != null && isTrustworthy(this.issuer), property + ".issuer");
		require(this.jwkSetUri == null || isTrustworthy(this.jwkSetUri), property + ".jwk-set-uri");
		if (this.audience == null || this.audience.isBlank()) {
			throw new InvalidConfigurationPropertyValueException(property + ".audience", null,
					"must be the audience that this issuer's tokens are made for");
		}
	}

	/** Whether an answer from there can be believed. */
	static boolean isTrustworthy(URI uri) {
		String host = uri.getHost();
		return host != null && uri.getUserInfo() == null && uri.getFragment() == null
				&& ("https".equals(uri.getScheme())
						|| ("http".equals(uri.getScheme()) && LOOPBACK.matcher(host).matches()));
	}

	private static void require(boolean condition, String property) {
		if (!condition) {
			throw new InvalidConfigurationPropertyValueException(property, null,
					"must be an https URL, or http on 127.x.x.x or [::1], without user and fragment");
		}
	}

}
