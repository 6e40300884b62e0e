package rootpassword.ledger.database;

import java.sql.SQLException;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;

/**
 * Reports a failed connection at the start in one line, instead of a stack trace whose
 * messages contain hosts and users.
 */
@Order(Ordered.HIGHEST_PRECEDENCE + 1)
final class DatabaseFailureAnalyzer extends AbstractFailureAnalyzer<SQLException> {

	private static final String NAME = "spring.datasource.url";

	@Override
	protected @Nullable FailureAnalysis analyze(Throwable failure, SQLException cause) {
		String state = cause.getSQLState();
		String fault = (state != null) ? fault(state) : null;
		if (fault == null) {
			return null;
		}
		String reason = "names " + fault + " (SQL state " + state + ")";
		return new FailureAnalysis(NAME + " " + reason, "Correct it, or start again once the database is there.",
				new InvalidConfigurationPropertyValueException(NAME, null, reason));
	}

	// Classes of SQL states of the standard and of PostgreSQL, and one code of H2
	private static @Nullable String fault(String state) {
		if (state.equals("90020")) {
			return "a file that another process has open";
		}
		return switch (state.substring(0, 2)) {
			case "08", "57" -> "a database that does not answer";
			case "25" -> "a server that is read-only, such as a standby";
			case "28" -> "a database that refuses spring.datasource.username and .password";
			case "3D" -> "a database that its server does not have";
			case "55" -> "a database whose tables another session has locked, so that they cannot be migrated";
			default -> null;
		};
	}

}
