package rootpassword.export.ocsf;

import rootpassword.reset.history.SealedRow;

/**
 * How much attention a row deserves: the enumeration {@code severity_id} of OCSF with its
 * captions.
 */
public enum Severity {

	/** Nothing to do. */
	INFORMATIONAL(1, "Informational"),

	/** Nothing was changed. */
	LOW(2, "Low"),

	/** Nobody knows whether the password was changed. */
	MEDIUM(3, "Medium"),

	/** Someone else has changed it. */
	HIGH(4, "High");

	private final int id;

	private final String caption;

	Severity(int id, String caption) {
		this.id = id;
		this.caption = caption;
	}

	public static Severity of(SealedRow row) {
		return RowFacts.isForeign(row) ? HIGH : switch (String.valueOf(row.text("outcome"))) {
			case "unconfirmed" -> MEDIUM;
			case "rejected" -> LOW;
			default -> INFORMATIONAL;
		};
	}

	int id() {
		return this.id;
	}

	String caption() {
		return this.caption;
	}

}
