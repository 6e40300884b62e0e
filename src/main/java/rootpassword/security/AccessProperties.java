package rootpassword.security;

import java.net.URI;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import rootpassword.http.SafeUrl;

import static rootpassword.settings.Settings.require;

/**
 * The callers, the token issuers and the proxies that a site trusts.
 *
 * @param callersFile a file with more callers; it may change at any time
 * @param trustedProxies addresses or CIDRs of proxies whose forwarded headers are trusted
 */
@ConfigurationProperties(AccessProperties.PREFIX)
record AccessProperties(@DefaultValue List<CallerEntry> callers, @Nullable Path callersFile,
		@DefaultValue List<TrustedIssuer> issuers, @DefaultValue List<String> trustedProxies) {

	static final String PREFIX = "root-password";

	private static final String URL = "must be an https URL, or an http URL of localhost, 127.x.x.x or [::1], "
			+ "without user and fragment";

	AccessProperties {
		Set<String> issuerNames = new HashSet<>();
		for (int i = 0; i < issuers.size(); i++) {
			TrustedIssuer trusted = issuers.get(i);
			String property = PREFIX + ".issuers[" + i + "]";
			require(SafeUrl.isSafe(trusted.issuer()), property + ".issuer", URL);
			require(trusted.jwkSetUri() == null || SafeUrl.isSafe(trusted.jwkSetUri()), property + ".jwk-set-uri", URL);
			require(trusted.audience() != null && !trusted.audience().isBlank(), property + ".audience",
					"must be the audience that this issuer's tokens are made for");
			require(issuerNames.add(trusted.name()), property + ".issuer", "must not be that of an earlier issuer");
		}
		callers = CallerEntry.checked(callers, PREFIX + ".callers", issuerNames, List.of());
		for (int i = 0; i < trustedProxies.size(); i++) {
			require(SourceAddressFilter.isCidr(trustedProxies.get(i)), PREFIX + ".trusted-proxies[" + i + "]",
					"must be an IP address or a CIDR such as 10.0.0.0/8 or 2001:db8::/32");
		}
	}

	Set<String> issuerNames() {
		return this.issuers.stream().map(TrustedIssuer::name).collect(Collectors.toSet());
	}

	/**
	 * An identity provider whose JWTs are accepted.
	 *
	 * @param issuer the {@code iss} claim of its JWTs
	 * @param audience the value that their {@code aud} claim must contain
	 * @param jwkSetUri the address of its keys; without it, the discovery document names
	 * it
	 * @param clientClaim the names of the claims that can hold the client; the first one
	 * that a JWT has counts
	 * @param groupsClaim the claim with the groups, or the path to it, such as
	 * {@code realm_access.roles}; without it, groups are ignored
	 */
	record TrustedIssuer(@Nullable URI issuer, @Nullable String audience, @Nullable URI jwkSetUri,
			@DefaultValue("sub") String subjectClaim, @DefaultValue( {
					"azp", "client_id" }) List<String> clientClaim,
			@Nullable String groupsClaim){

		/** The {@code iss} claim as text. */
		String name() {
			return String.valueOf(this.issuer);
		}

	}

}
