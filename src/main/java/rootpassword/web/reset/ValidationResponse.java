package rootpassword.web.reset;

/**
 * The body of a successful validation.
 */
record ValidationResponse(String instanceId, String outcome) {

	static ValidationResponse acceptable(String instanceId) {
		return new ValidationResponse(instanceId, "acceptable");
	}

}
