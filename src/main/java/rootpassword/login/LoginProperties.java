package rootpassword.login;

import java.util.List;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

import static rootpassword.settings.Settings.require;

/**
 * The settings of the login check.
 *
 * @param addresses where the instances are, as host:port with {@code {instance}} in the
 * host, in the order in which they are tried
 * @param sslBundle name of Spring's SSL bundle with the CA, or {@code null} for the CAs
 * of the JVM
 */
@ConfigurationProperties(LoginProperties.PREFIX)
record LoginProperties(boolean enabled, @DefaultValue List<String> addresses, @DefaultValue("true") boolean tls,
		@Nullable String sslBundle) {

	static final String PREFIX = "root-password.login-check";

	private static final String ADDRESSES = PREFIX + ".addresses";

	static final String SSL_BUNDLE = PREFIX + ".ssl-bundle";

	private static final int MAX_ADDRESSES = 4;

	LoginProperties {
		require(addresses.size() <= MAX_ADDRESSES, ADDRESSES, "must name at most " + MAX_ADDRESSES + " addresses");
		for (int i = 0; i < addresses.size(); i++) {
			require(AddressPattern.isValid(addresses.get(i)), ADDRESSES + "[" + i + "]",
					"must have the form host:port, with {instance} in the host, such as {instance}1.mongodb.rds.aliyuncs.com:3717");
		}
		require(!enabled || !addresses.isEmpty(), ADDRESSES,
				"must name where the instances are, because the check shows nothing without an address");
		require(tls || sslBundle == null, SSL_BUNDLE, "must not be set if tls is false");
	}

	List<AddressPattern> patterns() {
		return this.addresses.stream().map(AddressPattern::parse).toList();
	}

}
