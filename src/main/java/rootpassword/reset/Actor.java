package rootpassword.reset;

import org.jspecify.annotations.Nullable;

/**
 * Who asks, as far as the trail should remember it.
 *
 * @param caller the name of the caller's access rule
 * @param identity to whom keys, limits and attempts belong: the entry's name for an API
 * token; for a JWT a digest of issuer and subject, which no change of the rules can move
 * @param assertedUser the person behind the caller, as the caller says; nobody has proved
 * it
 * @param sourceAddress the IP address that the request came from
 * @param subject whom the caller's token stands for, as its issuer has proved it
 * @param client the client that got the token or acts for its subject, likewise
 * @param issuer the issuer of the caller's JWT
 * @param rule the access rule that let the caller in, or a word for why none did
 */
public record Actor(String caller, String identity, @Nullable String assertedUser, String sourceAddress,
		@Nullable String subject, @Nullable String client, @Nullable String issuer, @Nullable String rule) {

	/** A caller with an API token, known by its name only. */
	public Actor(String caller, @Nullable String assertedUser, String sourceAddress) {
		this(caller, caller, assertedUser, sourceAddress, null, null, null, null);
	}

	/** The same, speaking for a person. */
	public Actor onBehalfOf(@Nullable String user) {
		return new Actor(this.caller, this.identity, user, this.sourceAddress, this.subject, this.client, this.issuer,
				this.rule);
	}

}
