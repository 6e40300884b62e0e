package rootpassword.security.access;

import java.util.List;
import java.util.Locale;
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
 * @param issuer whose JWTs it takes; any trusted issuer's if it names none
 * @param users whether an entry of a client takes tokens too that the client got for its
 * users
 * @param instances globs over instance ids; {@code *} is any run of characters
 * @param mayAssertUser whether its {@code On-Behalf-Of} is believed
 */
public record CallerEntry(@Nullable String name, @Nullable String tokenSha256, @Nullable String subject,
		@Nullable String client, @Nullable String group, @Nullable String issuer, @DefaultValue("false") boolean users,
		@DefaultValue List<String> instances, @DefaultValue("reset") Set<Scope> scopes,
		@DefaultValue("false") boolean mayAssertUser) {

	private static final Pattern NAME = Pattern.compile("[\\x21-\\x7e]([\\x20-\\x7e]{0,98}[\\x21-\\x7e])?");

	private static final Pattern SHA256 = Pattern.compile("[0-9a-fA-F]{64}");

	private static final Pattern GLOB = Pattern.compile("[a-z0-9*-]{1,64}");

	/**
	 * Refuses the entry if it is not complete and unambiguous.
	 * @param property what the entry is called where it is configured
	 * @param issuers the trusted ones
	 */
	void check(String property, Set<String> issuers) {
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
		require(this.issuer == null || this.tokenSha256 == null, property + ".issuer",
				"must not be set beside token-sha256");
		require(this.issuer == null || issuers.contains(this.issuer), property + ".issuer",
				"must be the issuer of one of root-password.issuers");
		require(!this.users || this.client != null, property + ".users", "must not be true without client");
		for (int i = 0; i < this.instances.size(); i++) {
			require(GLOB.matcher(this.instances.get(i)).matches(), property + ".instances[" + i + "]",
					"must be an instance id in which * stands for any run of characters");
		}
	}

	/** Under which it is found: exactly one, so one look for each claim finds all. */
	String key() {
		return (this.tokenSha256 != null) ? tokenKey(this.tokenSha256)
				: (this.subject != null) ? subjectKey(this.subject)
						: (this.client != null) ? clientKey(this.client) : groupKey(Objects.requireNonNull(this.group));
	}

	static String tokenKey(String sha256) {
		return "token:" + sha256.toLowerCase(Locale.ROOT);
	}

	static String subjectKey(String subject) {
		return "subject:" + subject;
	}

	static String clientKey(String client) {
		return "client:" + client;
	}

	static String groupKey(String group) {
		return "group:" + group;
	}

	private static void require(boolean condition, String property, String reason) {
		if (!condition) {
			throw new InvalidConfigurationPropertyValueException(property, null, reason);
		}
	}

}
