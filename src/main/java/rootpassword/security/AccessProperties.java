package rootpassword.security;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;

/**
 * The callers that a site trusts, and what with.
 */
@ConfigurationProperties("root-password")
record AccessProperties(@DefaultValue List<Entry> callers) {

	private static final Pattern NAME = Pattern.compile("[\\x21-\\x7e]([\\x20-\\x7e]{0,98}[\\x21-\\x7e])?");

	private static final Pattern SHA256 = Pattern.compile("[0-9a-fA-F]{64}");

	private static final Pattern GLOB = Pattern.compile("[a-z0-9*-]{1,64}");

	AccessProperties {
		Set<String> tokens = new HashSet<>();
		for (int i = 0; i < callers.size(); i++) {
			String property = "root-password.callers[" + i + "]";
			callers.get(i).check(property);
			require(tokens.add(String.valueOf(callers.get(i).tokenSha256()).toLowerCase(Locale.ROOT)),
					property + ".token-sha256", "must not be that of an earlier caller");
		}
	}

	/**
	 * One way to be one caller.
	 *
	 * @param tokenSha256 hex SHA-256 of the caller's API token
	 * @param instances globs over instance ids; {@code *} is any run of characters
	 * @param mayAssertUser whether its {@code On-Behalf-Of} is believed
	 */
	record Entry(@Nullable String name, @Nullable String tokenSha256, @DefaultValue List<String> instances,
			@DefaultValue("reset") Set<Scope> scopes, @DefaultValue("false") boolean mayAssertUser) {

		private void check(String property) {
			require(this.name != null && NAME.matcher(this.name).matches(), property + ".name",
					"must be 1 to 100 printable ASCII characters");
			require(this.tokenSha256 != null && SHA256.matcher(this.tokenSha256).matches(), property + ".token-sha256",
					"must be the SHA-256 of the caller's token, 64 hexadecimal digits");
			for (int i = 0; i < this.instances.size(); i++) {
				require(GLOB.matcher(this.instances.get(i)).matches(), property + ".instances[" + i + "]",
						"must be an instance id in which * stands for any run of characters");
			}
		}

	}

	private static void require(boolean condition, String property, String reason) {
		if (!condition) {
			throw new InvalidConfigurationPropertyValueException(property, null, reason);
		}
	}

}
