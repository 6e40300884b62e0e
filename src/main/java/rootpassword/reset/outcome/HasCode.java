package rootpassword.reset.outcome;

import java.util.Locale;

/** An enum constant with a name for JSON, the audit trail and metrics. */
public interface HasCode {

	String name();

	/** The name for machines, for example {@code in-flight} for {@code IN_FLIGHT}. */
	default String code() {
		return name().toLowerCase(Locale.ROOT).replace('_', '-');
	}

}
