package rootpassword.reset.command;

import org.jspecify.annotations.Nullable;

/**
 * The caller of a request, as the audit trail records it.
 *
 * @param caller the name of the caller's access rule
 * @param identity the owner of idempotency keys, limits and attempts. For an API token it
 * is the entry's name. For a JWT it is a digest of issuer and subject, which stays the
 * same when the rules change.
 * @param assertedUser the user behind the caller; the caller's claim, without proof
 * @param sourceAddress the IP address of the caller
 * @param subject the subject of the caller's JWT, proved by its issuer
 * @param client the client that received the JWT or acts for its subject, proved likewise
 * @param issuer the issuer of the JWT
 * @param rule the access rule that allowed the request, or the reason why none did
 */
public record Actor(String caller, String identity, @Nullable String assertedUser, String sourceAddress,
		@Nullable String subject, @Nullable String client, @Nullable String issuer, @Nullable String rule) {

	/** Stands for the rule if none is for the caller. */
	public static final String NO_RULE = "no-rule";

	public static final int MAX_USER_LENGTH = 200;

	/** The characters of a user's name: printable ASCII. */
	public static final String USER = "[\\x20-\\x7e]+";

	/** A caller with an API token. */
	public Actor(String caller, @Nullable String assertedUser, String sourceAddress) {
		this(caller, caller, assertedUser, sourceAddress, null, null, null, null);
	}

	/** Whether the text can stand in the trail as the name of a user. */
	public static boolean isUser(@Nullable String text) {
		return text != null && text.length() <= MAX_USER_LENGTH && text.matches(USER);
	}

	public Actor onBehalfOf(@Nullable String user) {
		return new Actor(this.caller, this.identity, user, this.sourceAddress, this.subject, this.client, this.issuer,
				this.rule);
	}

}
