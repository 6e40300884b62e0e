package rootpassword.ledger.database;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.FailureAnalyzer;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import rootpassword.settings.Settings;

/**
 * Reports a database that cannot be used at the start in one line, instead of a stack
 * trace whose messages contain hosts and users.
 */
@Order(Ordered.HIGHEST_PRECEDENCE + 1)
final class DatabaseFailureAnalyzer implements FailureAnalyzer {

	@Override
	public @Nullable FailureAnalysis analyze(Throwable failure) {
		DatabaseFault fault = DatabaseFault.of(failure);
		if (fault == null) {
			return null;
		}
		String reason = "names " + fault.text();
		return new FailureAnalysis(DatabaseUrlCheck.URL + " " + reason,
				"Correct it, or start again once the database is there.",
				Settings.refused(DatabaseUrlCheck.URL, reason));
	}

}
