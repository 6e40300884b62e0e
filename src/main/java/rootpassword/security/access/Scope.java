package rootpassword.security.access;

/**
 * What an access rule permits on its instances.
 */
public enum Scope {

	/** To reset root passwords. */
	RESET,

	/** To read the attempts of all callers. */
	AUDIT

}
