package rootpassword.web.problem;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

/**
 * Parses the query parameters of a request and reports all faults at once.
 */
public final class QueryParameters {

	private final Map<String, String[]> parameters;

	private final List<Fault> faults = new ArrayList<>();

	/**
	 * The parameters of a request.
	 * @param known the names that are allowed
	 */
	public QueryParameters(Map<String, String[]> parameters, Set<String> known) {
		this.parameters = new TreeMap<>(parameters);
		this.parameters.forEach((name, values) -> {
			if (!known.contains(name)) {
				fault(name.replaceAll("[^A-Za-z0-9_-]", "?"), "unknown-parameter");
			}
			else if (values.length > 1) {
				fault(name, "duplicate-parameter");
			}
		});
	}

	/**
	 * The value of a parameter, or {@code null} if it is missing or malformed.
	 * @param parser returns {@code null} for a malformed text
	 */
	public <T> @Nullable T value(String name, Function<String, @Nullable T> parser) {
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

	/**
	 * Ends the parsing.
	 * @throws InvalidRequestException if a parameter is unknown, repeated or malformed
	 */
	public void check() {
		if (!this.faults.isEmpty()) {
			throw new InvalidRequestException(ProblemType.INVALID_REQUEST, this.faults);
		}
	}

	private void fault(String parameter, String code) {
		this.faults.add(Fault.inParameter(parameter.substring(0, Math.min(parameter.length(), 64)), code));
	}

}
