package rootpassword.security.access;

import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import rootpassword.security.address.TrustedProxies;
import rootpassword.security.token.TrustedIssuer;

/**
 * Whom a site trusts: callers, the issuers of their tokens, and the proxies in between.
 *
 * @param callersFile more callers, in a file that may change at any time
 * @param trustedProxies CIDRs whose forwarded headers are believed
 */
@ConfigurationProperties(AccessProperties.PREFIX)
public record AccessProperties(@DefaultValue List<CallerEntry> callers, @Nullable Path callersFile,
		@DefaultValue List<TrustedIssuer> issuers, @DefaultValue List<String> trustedProxies) {

	static final String PREFIX = "root-password";

	public AccessProperties {
		Set<Object> known = new HashSet<>();
		for (int i = 0; i < issuers.size(); i++) {
			String property = PREFIX + ".issuers[" + i + "]";
			issuers.get(i).check(property);
			if (!known.add(String.valueOf(issuers.get(i).issuer()))) {
				throw new InvalidConfigurationPropertyValueException(property + ".issuer", null,
						"must not be that of an earlier issuer");
			}
		}
		AccessRules.check(callers, PREFIX + ".callers", names(issuers), List.of());
		for (int i = 0; i < trustedProxies.size(); i++) {
			if (!TrustedProxies.isCidr(trustedProxies.get(i))) {
				throw new InvalidConfigurationPropertyValueException(PREFIX + ".trusted-proxies[" + i + "]", null,
						"must be an IP address or a CIDR such as 10.0.0.0/8 or 2001:db8::/32");
			}
		}
	}

	/** What the tokens of trusted issuers name as {@code iss}. */
	Set<String> issuerNames() {
		return names(this.issuers);
	}

	private static Set<String> names(List<TrustedIssuer> issuers) {
		return issuers.stream().map((trusted) -> String.valueOf(trusted.issuer())).collect(Collectors.toSet());
	}

}
