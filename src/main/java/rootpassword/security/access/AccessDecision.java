package rootpassword.security.access;

/**
 * Whether a caller is allowed to do something. The reason is for the trail only; the
 * caller does not see it.
 *
 * @param rule the id of the rule that grants it, or the reason of the denial, for example
 * {@code no-scope}
 */
public record AccessDecision(boolean granted, String rule) {

	static AccessDecision granted(AccessRule rule) {
		return new AccessDecision(true, rule.id());
	}

	static AccessDecision denied(String reason) {
		return new AccessDecision(false, reason);
	}

}
