package rootpassword.security;

/**
 * What a caller may do with its instances.
 */
enum Scope {

	/** Reset root passwords. */
	RESET,

	/** Read what became of everybody's attempts. */
	AUDIT

}
