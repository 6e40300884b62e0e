package rootpassword.reset;

import org.jspecify.annotations.Nullable;

/**
 * Who asks, as far as the trail should remember it.
 *
 * @param caller the authenticated caller's name
 * @param assertedUser the person behind the caller, as the caller says; nobody has proved
 * it
 * @param sourceAddress the IP address that the request came from
 * @param subject whom the caller's token stands for, as its issuer has proved it
 * @param client the client that got the token or acts for its subject, likewise
 * @param rule the access rule that let the caller in, or a word for why none did
 */
public record Actor(String caller, @Nullable String assertedUser, String sourceAddress, @Nullable String subject,
		@Nullable String client, @Nullable String rule) {

	/** One of whom no more is known than that. */
	public Actor(String caller, @Nullable String assertedUser, String sourceAddress) {
		this(caller, assertedUser, sourceAddress, null, null, null);
	}

	/** The same, speaking for a person. */
	public Actor onBehalfOf(@Nullable String user) {
		return new Actor(this.caller, user, this.sourceAddress, this.subject, this.client, this.rule);
	}

}
