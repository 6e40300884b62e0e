package rootpassword.kit;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The part of PromQL that finds the series of an expression.
 */
public final class PromQl {

	private static final Pattern RANGE = Pattern.compile("\\[[^]]*]");

	private static final Pattern LABELS = Pattern
		.compile("\\b(by|without|on|ignoring|group_left|group_right)\\s*\\([^)]*\\)");

	private static final Pattern SELECTOR = Pattern.compile("([a-zA-Z_:][a-zA-Z0-9_:]*)\\s*(\\{[^}]*})?(\\s*\\()?");

	private static final Pattern MATCHER = Pattern.compile("(\\w+)\\s*(=~|!~|!=|=)\\s*\"([^\"]*)\"");

	private static final Set<String> OPERATORS = Set.of("and", "or", "unless", "bool", "offset");

	private PromQl() {
	}

	public static List<Selector> selectors(String expression) {
		String bare = LABELS.matcher(RANGE.matcher(expression).replaceAll("")).replaceAll("");
		return SELECTOR.matcher(bare)
			.results()
			.filter((found) -> found.group(3) == null && !OPERATORS.contains(found.group(1)))
			.map((found) -> new Selector(found.group(1), (found.group(2) != null) ? found.group(2) : ""))
			.toList();
	}

	/**
	 * A metric and the conditions on its labels.
	 */
	public record Selector(String metric, String matchers) {

		/** The selected lines of a scrape. */
		public Stream<String> in(String scrape) {
			return scrape.lines()
				.filter((line) -> line.startsWith(this.metric + " ") || line.startsWith(this.metric + "{"))
				.filter((line) -> conditions().stream().allMatch((condition) -> holds(condition, line)));
		}

		private List<MatchResult> conditions() {
			return new ArrayList<>(MATCHER.matcher(this.matchers).results().toList());
		}

		private static boolean holds(MatchResult condition, String line) {
			Matcher label = Pattern.compile("[{,]" + condition.group(1) + "=\"([^\"]*)\"").matcher(line);
			String value = label.find() ? label.group(1) : "";
			return switch (condition.group(2)) {
				case "=" -> value.equals(condition.group(3));
				case "!=" -> !value.equals(condition.group(3));
				case "=~" -> value.matches(condition.group(3));
				default -> !value.matches(condition.group(3));
			};
		}

	}

}
