package rootpassword.web.history;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;
import rootpassword.reset.command.InstanceId;
import rootpassword.reset.history.HistoryCursor;
import rootpassword.reset.history.HistoryQuery;
import rootpassword.web.problem.InvalidRequestException;
import rootpassword.web.problem.QueryParameters;

/**
 * Parses the query parameters of a history.
 */
final class HistoryParameters {

	private static final List<String> KNOWN = List.of("from", "to", "limit", "cursor");

	private static final int DEFAULT_LIMIT = 50;

	private static final int MAX_LIMIT = 200;

	/** RFC 3339; the ISO parser accepts more. */
	private static final Pattern TIME = Pattern.compile(
			"\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}(\\.\\d{1,9})?(Z|[+-]\\d{2}:\\d{2})", Pattern.CASE_INSENSITIVE);

	private HistoryParameters() {
	}

	/**
	 * The query of the parameters.
	 * @throws InvalidRequestException if a parameter is unknown, repeated or malformed
	 */
	static HistoryQuery read(InstanceId instance, Map<String, String[]> values) {
		QueryParameters parameters = new QueryParameters(values, KNOWN);
		Instant from = parameters.value("from", HistoryParameters::time);
		Instant to = parameters.value("to", HistoryParameters::time);
		HistoryCursor after = parameters.value("cursor", CursorCodec::parse);
		int limit = parameters.limit(MAX_LIMIT, DEFAULT_LIMIT);
		parameters.check();
		return new HistoryQuery(instance, from, to, after, limit);
	}

	private static @Nullable Instant time(String text) {
		try {
			return TIME.matcher(text).matches() ? OffsetDateTime.parse(text).toInstant() : null;
		}
		catch (DateTimeException ex) {
			return null;
		}
	}

}
