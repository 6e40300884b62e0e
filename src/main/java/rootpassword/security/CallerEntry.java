package rootpassword.security;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.DefaultValue;
import rootpassword.reset.command.InstanceGlob;
import rootpassword.settings.Settings;

import static rootpassword.settings.Settings.require;

/**
 * A configured caller, and the access that it gets. The selector says which requests are
 * the caller's: it is exactly one of token, subject, client and group.
 *
 * @param tokenSha256 hex SHA-256 of the caller's API token
 * @param issuer the issuer of its JWTs; {@code null} accepts any trusted issuer
 * @param users whether a client entry accepts even JWTs that the client got for users
 * @param instances patterns of instance ids; {@code *} matches any characters
 * @param mayAssertUser whether the caller may name a user in {@code On-Behalf-Of}
 */
public record CallerEntry(@Nullable String name, @Nullable String tokenSha256, @Nullable String subject,
		@Nullable String client, @Nullable String group, @Nullable String issuer, @DefaultValue("false") boolean users,
		@DefaultValue List<String> instances, @DefaultValue(CallerEntry.DEFAULT_SCOPE) Set<Scope> scopes,
		@DefaultValue("false") boolean mayAssertUser) {

	static final String DEFAULT_SCOPE = "reset";

	private static final Pattern NAME = Pattern.compile("[\\x21-\\x7e]([\\x20-\\x7e]{0,98}[\\x21-\\x7e])?");

	private static final Pattern SHA256 = Pattern.compile("[0-9a-fA-F]{64}");

	/**
	 * Returns the entries. Rejects incomplete ones, those that name an untrusted issuer,
	 * and those that share a token with each other or with an earlier one.
	 * @param property the name of the list in the configuration
	 * @param issuers the trusted issuers
	 */
	static List<CallerEntry> checked(List<CallerEntry> entries, String property, Set<String> issuers,
			List<CallerEntry> earlier) {
		Set<String> tokens = new HashSet<>(earlier.stream().map(CallerEntry::selector).toList());
		for (int i = 0; i < entries.size(); i++) {
			CallerEntry entry = entries.get(i);
			String place = property + "[" + i + "]";
			entry.check(place, issuers);
			require(entry.tokenSha256 == null || tokens.add(entry.selector()), place + ".token-sha256",
					"must not be that of an earlier caller");
		}
		return entries;
	}

	/** The kind and value of the selector; entries with the same token have the same. */
	String selector() {
		if (this.tokenSha256 != null) {
			return "token:" + this.tokenSha256.toLowerCase(Locale.ROOT);
		}
		if (this.subject != null) {
			return "subject:" + this.subject;
		}
		return (this.client != null) ? "client:" + this.client : "group:" + this.group;
	}

	private void check(String property, Set<String> issuers) {
		require(this.name != null && NAME.matcher(this.name).matches(), property + ".name",
				"must be 1 to 100 printable ASCII characters");
		require(this.name == null || !this.name.startsWith(Caller.JWT), property + ".name",
				"must not begin with " + Caller.JWT);
		List<String> selectors = Stream.of(this.tokenSha256, this.subject, this.client, this.group)
			.flatMap(Stream::ofNullable)
			.toList();
		require(selectors.size() == 1, property, "must have exactly one of token-sha256, subject, client and group");
		require(this.tokenSha256 == null || SHA256.matcher(this.tokenSha256).matches(), property + ".token-sha256",
				"must be the SHA-256 of the caller's token, 64 hexadecimal digits");
		require(!selectors.getFirst().isBlank(), property, "must not have a blank subject, client or group");
		require(this.issuer == null || this.tokenSha256 == null, property + ".issuer",
				"must not be set beside token-sha256");
		require(this.issuer == null || issuers.contains(this.issuer), property + ".issuer",
				"must be the issuer of one of root-password.issuers");
		require(!this.users || this.client != null, property + ".users", "must not be true without client");
		for (int i = 0; i < this.instances.size(); i++) {
			String instances = property + ".instances[" + i + "]";
			InstanceGlob.brokenRule(this.instances.get(i)).ifPresent((rule) -> {
				throw Settings.refused(instances, rule);
			});
		}
	}

	/** The actions that a rule permits on its instances. */
	public enum Scope {

		/** To reset root passwords. */
		RESET,
		/** To read the attempts of all callers. */
		AUDIT

	}

}
