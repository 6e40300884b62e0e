package rootpassword.doctor;

/**
 * One row of the report. Neither text quotes a secret, a token or the provider.
 *
 * @param check the name of the row
 * @param help what to do; empty if all is well
 */
public record Finding(String check, Status status, String text, String help) {

	public static Finding ok(String check, String text) {
		return new Finding(check, Status.OK, text, "");
	}

	public static Finding warn(String check, String text, String help) {
		return new Finding(check, Status.WARN, text, help);
	}

	public static Finding fail(String check, String text, String help) {
		return new Finding(check, Status.FAIL, text, help);
	}

	public static Finding skipped(String check, String text, String help) {
		return new Finding(check, Status.SKIPPED, text, help);
	}

	/** From the best to the worst, apart from the last one. */
	enum Status {

		OK, WARN, FAIL, SKIPPED

	}

}
