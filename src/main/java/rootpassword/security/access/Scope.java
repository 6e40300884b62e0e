package rootpassword.security.access;

/**
 * The actions that an access rule permits on its instances.
 */
public enum Scope {

	/** To reset root passwords. */
	RESET,

	/** To read the attempts of all callers. */
	AUDIT

}
