package rootpassword.web.reset;

/**
 * The body of a dry run that nothing stands against.
 */
record ValidationResponse(String instanceId, String outcome) {

	static ValidationResponse acceptable(String instanceId) {
		return new ValidationResponse(instanceId, "acceptable");
	}

}
