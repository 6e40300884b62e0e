package rootpassword.export.ocsf;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

import org.jspecify.annotations.Nullable;
import rootpassword.reset.evidence.SealedRow;

/**
 * Facts of a row that depend on its event. The trail learns of a foreign change later,
 * and has neither caller nor subject for it.
 */
public final class RowFacts {

	private RowFacts() {
	}

	static boolean isForeign(SealedRow row) {
		return "foreign-change".equals(row.text("event"));
	}

	/** The user who acted, if the row knows one. */
	public static @Nullable String user(SealedRow row) {
		String asserted = row.text("asserted_user");
		return (asserted != null) ? asserted : row.text(isForeign(row) ? "provider_user" : "subject");
	}

	/** When it happened. */
	public static Instant time(SealedRow row) {
		Long micros = isForeign(row) ? row.number("provider_time") : null;
		return (micros != null) ? Instant.EPOCH.plus(micros, ChronoUnit.MICROS) : row.at();
	}

	public static Severity severity(SealedRow row) {
		return isForeign(row) ? Severity.HIGH : switch (String.valueOf(row.text("outcome"))) {
			case "unconfirmed" -> Severity.MEDIUM;
			case "rejected" -> Severity.LOW;
			default -> Severity.INFORMATIONAL;
		};
	}

	/** {@code severity_id} of OCSF with its captions. */
	public enum Severity {

		/** Nothing to do. */
		INFORMATIONAL(1, "Informational"),
		/** Nothing was changed. */
		LOW(2, "Low"),
		/** It is unknown whether the password was changed. */
		MEDIUM(3, "Medium"),
		/** Someone else has changed it. */
		HIGH(4, "High");

		final int id;

		final String caption;

		Severity(int id, String caption) {
			this.id = id;
			this.caption = caption;
		}

	}

}
