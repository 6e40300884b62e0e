package rootpassword.web.problem;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

/** Parses the query parameters of a request and reports all faults at once. */
public final class QueryParameters {

	private static final Pattern NUMBER = Pattern.compile("[1-9][0-9]{0,8}");

	private final Map<String, String[]> parameters;

	private final List<Fault> faults = new ArrayList<>();

	public QueryParameters(Map<String, String[]> parameters, List<String> known) {
		this.parameters = new TreeMap<>(parameters);
		this.parameters.forEach((name, values) -> {
			if (!known.contains(name)) {
				fault(name.replaceAll("[^A-Za-z0-9_-]", "?"), "unknown-parameter",
						known.stream().map((one) -> '"' + one + '"').collect(Collectors.joining(", ")));
			}
			else if (values.length > 1) {
				fault(name, "duplicate-parameter", null);
			}
		});
	}

	/** The value, or {@code null} if it is missing or the parser finds it malformed. */
	public <T> @Nullable T value(String name, Function<String, @Nullable T> parser) {
		return value(name, parser, null);
	}

	/** The parameter {@code limit}, from 1 to the highest; the default if missing. */
	public int limit(int highest, int otherwise) {
		Integer limit = value("limit", (text) -> (NUMBER.matcher(text).matches() && Integer.parseInt(text) <= highest)
				? Integer.valueOf(text) : null, String.valueOf(highest));
		return (limit != null) ? limit : otherwise;
	}

	private <T> @Nullable T value(String name, Function<String, @Nullable T> parser, @Nullable String argument) {
		String[] values = this.parameters.get(name);
		if (values == null || values.length != 1) {
			return null;
		}
		T value = parser.apply(values[0]);
		if (value == null) {
			fault(name, "malformed", argument);
		}
		return value;
	}

	/** Throws a problem if a parameter is unknown, repeated or malformed. */
	public void check() {
		if (!this.faults.isEmpty()) {
			throw new ProblemException(ProblemType.INVALID_REQUEST, this.faults, false);
		}
	}

	private void fault(String parameter, String code, @Nullable String argument) {
		this.faults.add(Fault.inParameter(parameter.substring(0, Math.min(parameter.length(), 64)), code, argument));
	}

}
