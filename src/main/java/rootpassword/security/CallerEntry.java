package rootpassword.security;

import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;

/**
 * One way to be one caller, as configured, and what it grants.
 *
 * @param tokenSha256 hex SHA-256 of the caller's API token; or else one of the next three
 * @param subject the subject of its JWTs
 * @param client the client id in its JWTs
 * @param group a group in its JWTs
 * @param instances globs over instance ids; {@code *} is any run of characters
 * @param mayAssertUser whether its {@code On-Behalf-Of} is believed
 */
record CallerEntry(@Nullable String name, @Nullable String tokenSha256, @Nullable String subject,
		@Nullable String client, @Nullable String group, @DefaultValue List<String> instances,
		@DefaultValue("reset") Set<Scope> scopes, @DefaultValue("false") boolean mayAssertUser) {

	private static final Pattern NAME = Pattern.compile("[\\x21-\\x7e]([\\x20-\\x7e]{0,98}[\\x21-\\x7e])?");

	private static final Pattern SHA256 = Pattern.compile("[0-9a-fA-F]{64}");

	private static final Pattern GLOB = Pattern.compile("[a-z0-9*-]{1,64}");

	/**
	 * Refuses the entry if it is not complete and unambiguous.
	 * @param property what the entry is called where it is configured
	 */
	void check(String property) {
		require(this.name != null && NAME.matcher(this.name).matches(), property + ".name",
				"must be 1 to 100 printable ASCII characters");
		require(this.name == null || !this.name.startsWith(Caller.JWT), property + ".name",
				"must not begin with " + Caller.JWT);
		require(Stream.of(this.tokenSha256, this.subject, this.client, this.group)
			.flatMap(Stream::ofNullable)
			.count() == 1, property, "must have exactly one of token-sha256, subject, client and group");
		require(this.tokenSha256 == null || SHA256.matcher(this.tokenSha256).matches(), property + ".token-sha256",
				"must be the SHA-256 of the caller's token, 64 hexadecimal digits");
		require(Stream.of(this.subject, this.client, this.group)
			.filter(Objects::nonNull)
			.noneMatch((identity) -> identity.isBlank()), property, "must not have a blank subject, client or group");
		for (int i = 0; i < this.instances.size(); i++) {
			require(GLOB.matcher(this.instances.get(i)).matches(), property + ".instances[" + i + "]",
					"must be an instance id in which * stands for any run of characters");
		}
	}

	private static void require(boolean condition, String property, String reason) {
		if (!condition) {
			throw new InvalidConfigurationPropertyValueException(property, null, reason);
		}
	}

}
