package rootpassword.web.history;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;
import rootpassword.reset.command.InstanceId;
import rootpassword.reset.history.HistoryCursor;
import rootpassword.reset.history.HistoryQuery;
import rootpassword.web.problem.Fault;
import rootpassword.web.problem.InvalidRequestException;
import rootpassword.web.problem.ProblemType;

/**
 * Parses the query parameters of a history and reports all faults at once.
 */
final class HistoryParameters {

	private static final Set<String> KNOWN = Set.of("from", "to", "limit", "cursor");

	private static final int DEFAULT_LIMIT = 50;

	/** 1 to 200. */
	private static final Pattern LIMIT = Pattern.compile("[1-9][0-9]?|1[0-9][0-9]|200");

	/** RFC 3339; the ISO parser accepts more. */
	private static final Pattern TIME = Pattern.compile(
			"\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}(\\.\\d{1,9})?(Z|[+-]\\d{2}:\\d{2})", Pattern.CASE_INSENSITIVE);

	private final Map<String, String[]> parameters;

	private final List<Fault> faults = new ArrayList<>();

	private HistoryParameters(Map<String, String[]> parameters) {
		this.parameters = new TreeMap<>(parameters);
	}

	/**
	 * The query of the parameters.
	 * @throws InvalidRequestException if a parameter is unknown, repeated or malformed
	 */
	static HistoryQuery read(InstanceId instance, Map<String, String[]> parameters) {
		return new HistoryParameters(parameters).read(instance);
	}

	private HistoryQuery read(InstanceId instance) {
		this.parameters.forEach((name, values) -> {
			if (!KNOWN.contains(name)) {
				fault(name.replaceAll("[^A-Za-z0-9_-]", "?"), "unknown-parameter");
			}
			else if (values.length > 1) {
				fault(name, "duplicate-parameter");
			}
		});
		Instant from = value("from", HistoryParameters::time);
		Instant to = value("to", HistoryParameters::time);
		HistoryCursor after = value("cursor", CursorCodec::parse);
		Integer limit = value("limit", (text) -> LIMIT.matcher(text).matches() ? Integer.valueOf(text) : null);
		if (!this.faults.isEmpty()) {
			throw new InvalidRequestException(ProblemType.INVALID_REQUEST, this.faults);
		}
		return new HistoryQuery(instance, from, to, after, (limit != null) ? limit : DEFAULT_LIMIT);
	}

	private <T> @Nullable T value(String name, Function<String, @Nullable T> parser) {
		String[] values = this.parameters.get(name);
		if (values == null || values.length != 1) {
			return null;
		}
		T value = parser.apply(values[0]);
		if (value == null) {
			fault(name, "malformed");
		}
		return value;
	}

	private void fault(String parameter, String code) {
		this.faults.add(Fault.inParameter(parameter.substring(0, Math.min(parameter.length(), 64)), code));
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
