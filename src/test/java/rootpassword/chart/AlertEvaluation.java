package rootpassword.chart;

import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiPredicate;
import java.util.function.Function;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/**
 * As much of PromQL as the alerts need, on series with a sample a minute. It stands in
 * for promtool, and does not extrapolate.
 */
final class AlertEvaluation {

	private final List<AlertSeries> series;

	private final String text;

	private int position;

	private MatchResult token;

	private AlertEvaluation(List<AlertSeries> series, String text) {
		this.series = series;
		this.text = text;
	}

	/** The labels of the alerts that fire at this minute, having held all the time. */
	static Set<Map<String, String>> firing(String expression, Duration hold, Map<String, String> series, int minute) {
		Vector vector = new AlertEvaluation(
				series.entrySet().stream().map((each) -> AlertSeries.parse(each.getKey(), each.getValue())).toList(),
				expression)
			.or();
		Set<Map<String, String>> firing = new HashSet<>(vector.at(minute).keySet());
		IntStream.range(Math.max(0, minute - (int) hold.toMinutes()), minute)
			.forEach((each) -> firing.retainAll(vector.at(each).keySet()));
		return firing;
	}

	private Vector or() {
		Vector result = and();
		while (take("or\\b")) {
			Vector left = result;
			Vector right = and();
			result = (minute) -> {
				Map<Map<String, String>, Double> all = new HashMap<>(right.at(minute));
				all.putAll(left.at(minute));
				return all;
			};
		}
		return result;
	}

	private Vector and() {
		Vector result = comparison();
		while (take("(and|unless)\\b")) {
			Vector left = result;
			boolean wanted = this.token.group(2).equals("and");
			Vector right = comparison();
			result = (minute) -> filter(left.at(minute),
					(labels, value) -> right.at(minute).containsKey(labels) == wanted);
		}
		return result;
	}

	private Vector comparison() {
		Vector left = primary();
		if (!take("(==|!=|<|>)")) {
			return left;
		}
		String operator = this.token.group(2);
		if (take("[0-9.]+")) {
			double right = Double.parseDouble(this.token.group(1));
			return (minute) -> filter(left.at(minute), (labels, value) -> holds(value, operator, right));
		}
		Vector right = primary();
		return (minute) -> filter(left.at(minute),
				(labels, value) -> holds(value, operator, right.at(minute).getOrDefault(labels, 0.0)));
	}

	private Vector primary() {
		if (take("\\(")) {
			return closed(or());
		}
		if (take("(sum|min|count) by \\(([^)]*)\\)\\s*\\(")) {
			String function = this.token.group(2);
			List<String> by = List.of(this.token.group(3).split(",\\s*"));
			Vector inner = closed(or());
			return (minute) -> inner.at(minute)
				.entrySet()
				.stream()
				.collect(Collectors.groupingBy((each) -> only(by, each.getKey()), Collectors.mapping(
						Map.Entry::getValue,
						Collectors.collectingAndThen(Collectors.toList(), (values) -> aggregate(function, values)))));
		}
		if (take("histogram_quantile\\(([0-9.]+),")) {
			double share = Double.parseDouble(this.token.group(2));
			Vector inner = closed(or());
			return (minute) -> quantiles(share, inner.at(minute));
		}
		if (take("absent\\((?=\\w+(\\{[^}]*}))")) {
			Map<String, String> labels = AlertSeries
				.labels(this.token.group(2).replaceAll("\\w+(=~|!=|!~)\"[^\"]*\"", ""));
			Vector inner = closed(or());
			return (minute) -> inner.at(minute).isEmpty() ? Map.of(labels, 1.0) : Map.of();
		}
		if (take("(increase|rate)\\(([a-z_]+)\\{([^}]*)}\\[(\\d+)([mh])]\\)")) {
			List<AlertSeries> selected = selected(this.token.group(3), this.token.group(4));
			int range = Integer.parseInt(this.token.group(5)) * (this.token.group(6).equals("h") ? 60 : 1);
			double unit = this.token.group(2).equals("rate") ? range * 60.0 : 1;
			return (minute) -> values(selected, (each) -> each.increase(minute - range, minute) / unit);
		}
		if (!take("([a-z_]+)\\{([^}]*)}")) {
			throw new IllegalArgumentException("Not understood: " + this.text.substring(this.position));
		}
		List<AlertSeries> selected = selected(this.token.group(2), this.token.group(3));
		return (minute) -> values(selected, (each) -> each.last(minute));
	}

	private Vector closed(Vector inner) {
		take("\\)");
		return inner;
	}

	private boolean take(String regex) {
		Matcher matcher = Pattern.compile("\\s*(" + regex + ")")
			.matcher(this.text)
			.region(this.position, this.text.length());
		matcher.useTransparentBounds(true);
		if (matcher.lookingAt()) {
			this.token = matcher.toMatchResult();
			this.position = matcher.end();
			return true;
		}
		return false;
	}

	private List<AlertSeries> selected(String metric, String matchers) {
		return this.series.stream().filter((each) -> each.isSelected(metric, matchers)).toList();
	}

	private static Map<Map<String, String>, Double> values(List<AlertSeries> series,
			Function<AlertSeries, Double> value) {
		Map<Map<String, String>, Double> result = new HashMap<>();
		series.forEach((each) -> {
			Double found = value.apply(each);
			if (found != null) {
				result.put(each.labels(), found);
			}
		});
		return result;
	}

	private static Map<Map<String, String>, Double> filter(Map<Map<String, String>, Double> vector,
			BiPredicate<Map<String, String>, Double> predicate) {
		return vector.entrySet()
			.stream()
			.filter((each) -> predicate.test(each.getKey(), each.getValue()))
			.collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
	}

	private static boolean holds(double left, String operator, double right) {
		return switch (operator) {
			case "==" -> left == right;
			case "!=" -> left != right;
			case "<" -> left < right;
			default -> left > right;
		};
	}

	private static Map<String, String> only(List<String> names, Map<String, String> labels) {
		return labels.entrySet()
			.stream()
			.filter((each) -> names.contains(each.getKey()))
			.collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
	}

	private static double aggregate(String function, List<Double> values) {
		DoubleStream stream = values.stream().mapToDouble(Double::doubleValue);
		return switch (function) {
			case "sum" -> stream.sum();
			case "min" -> stream.filter((value) -> !Double.isNaN(value)).min().orElse(Double.NaN);
			default -> values.size();
		};
	}

	/** The upper bound of the bucket, which is enough for a threshold at a bound. */
	private static Map<Map<String, String>, Double> quantiles(double share, Map<Map<String, String>, Double> buckets) {
		Map<Map<String, String>, Map<Double, Double>> histograms = new HashMap<>();
		buckets.forEach((labels, value) -> {
			Map<String, String> rest = new HashMap<>(labels);
			double bound = Double.parseDouble(rest.remove("le").replace("+Inf", "Infinity"));
			histograms.computeIfAbsent(rest, (key) -> new TreeMap<>()).put(bound, value);
		});
		Map<Map<String, String>, Double> result = new HashMap<>();
		histograms.forEach((labels, histogram) -> {
			double rank = share * histogram.get(Double.POSITIVE_INFINITY);
			histogram.entrySet()
				.stream()
				.filter((bucket) -> bucket.getValue() >= rank && rank > 0)
				.findFirst()
				.ifPresent((bucket) -> result.put(labels, bucket.getKey()));
		});
		return result;
	}

	private interface Vector {

		Map<Map<String, String>, Double> at(int minute);

	}

}
