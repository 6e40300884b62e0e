package rootpassword.security.access;

/**
 * What a caller may do with its instances.
 */
public enum Scope {

	/** Reset root passwords. */
	RESET,

	/** Read what became of everybody's attempts. */
	AUDIT

}
