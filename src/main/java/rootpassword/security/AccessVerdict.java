package rootpassword.security;

/**
 * Whether a caller may, and by which rule, or why not; for the trail, never for the
 * answer.
 *
 * @param rule the rule's id, or a word for what was missing
 */
record AccessVerdict(boolean granted, String rule) {

	static AccessVerdict granted(AccessRule rule) {
		return new AccessVerdict(true, rule.id());
	}

	static AccessVerdict denied(String reason) {
		return new AccessVerdict(false, reason);
	}

}
