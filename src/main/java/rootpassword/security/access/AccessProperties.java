package rootpassword.security.access;

import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import rootpassword.http.SafeUrl;
import rootpassword.security.token.TrustedIssuer;

import static rootpassword.settings.Settings.require;

/**
 * The callers, the token issuers and the proxies that a site trusts.
 *
 * @param callersFile a file with more callers; it may change at any time
 * @param trustedProxies addresses or CIDRs of proxies whose forwarded headers are trusted
 */
@ConfigurationProperties(AccessProperties.PREFIX)
public record AccessProperties(@DefaultValue List<CallerEntry> callers, @Nullable Path callersFile,
		@DefaultValue List<TrustedIssuer> issuers, @DefaultValue List<String> trustedProxies) {

	static final String PREFIX = "root-password";

	private static final String URL = "must be an https URL, or an http URL of localhost, 127.x.x.x or [::1], "
			+ "without user and fragment";

	public AccessProperties {
		Set<String> names = new HashSet<>();
		for (int i = 0; i < issuers.size(); i++) {
			TrustedIssuer trusted = issuers.get(i);
			String property = PREFIX + ".issuers[" + i + "]";
			require(SafeUrl.isSafe(trusted.issuer()), property + ".issuer", URL);
			require(trusted.jwkSetUri() == null || SafeUrl.isSafe(trusted.jwkSetUri()), property + ".jwk-set-uri", URL);
			require(trusted.audience() != null && !trusted.audience().isBlank(), property + ".audience",
					"must be the audience that this issuer's tokens are made for");
			require(names.add(String.valueOf(trusted.issuer())), property + ".issuer",
					"must not be that of an earlier issuer");
		}
		callers = CallerEntry.checked(callers, PREFIX + ".callers", names, List.of());
		for (int i = 0; i < trustedProxies.size(); i++) {
			require(SourceAddressFilter.isCidr(trustedProxies.get(i)), PREFIX + ".trusted-proxies[" + i + "]",
					"must be an IP address or a CIDR such as 10.0.0.0/8 or 2001:db8::/32");
		}
	}

	/** The {@code iss} claims of the trusted issuers. */
	Set<String> issuerNames() {
		return this.issuers.stream().map((trusted) -> String.valueOf(trusted.issuer())).collect(Collectors.toSet());
	}

}
