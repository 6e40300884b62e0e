package rootpassword.security.access;

/**
 * Whether a caller may, and by which rule, or why not; for the trail, never for the
 * answer.
 *
 * @param rule the rule's id, or a word for what was missing
 */
public record AccessDecision(boolean granted, String rule) {

	static AccessDecision granted(AccessRule rule) {
		return new AccessDecision(true, rule.id());
	}

	static AccessDecision denied(String reason) {
		return new AccessDecision(false, reason);
	}

}
