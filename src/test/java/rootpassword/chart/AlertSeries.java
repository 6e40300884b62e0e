package rootpassword.chart;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A series; a sample is {@code null} where there is none.
 */
record AlertSeries(String metric, Map<String, String> labels, List<Double> samples) {

	private static final int LOOK_BACK = 5;

	private static final Pattern LABEL = Pattern.compile("(\\w+)(=~|!=|!~|=)\"([^\"]*)\"");

	private static final Pattern RUN = Pattern.compile("(_|NaN|[0-9.]+)([+-][0-9.]+)?(?:x(\\d+))?");

	static AlertSeries parse(String series, String values) {
		List<Double> samples = new ArrayList<>();
		RUN.matcher(values).results().forEach((run) -> {
			double step = (run.group(2) != null) ? Double.parseDouble(run.group(2)) : 0;
			int times = (run.group(3) != null) ? Integer.parseInt(run.group(3)) : 0;
			boolean absent = run.group(1).equals("_");
			for (int i = absent ? 1 : 0; i <= times; i++) {
				samples.add(absent ? null : Double.parseDouble(run.group(1)) + i * step);
			}
		});
		return new AlertSeries(series.replaceFirst("\\{.*", ""), labels(series), samples);
	}

	static Map<String, String> labels(String text) {
		return LABEL.matcher(text)
			.results()
			.collect(Collectors.toMap((label) -> label.group(1), (label) -> label.group(3)));
	}

	boolean isSelected(String name, String matchers) {
		return this.metric.equals(name) && LABEL.matcher(matchers).results().allMatch((matcher) -> {
			String value = this.labels.getOrDefault(matcher.group(1), "");
			return switch (matcher.group(2)) {
				case "=" -> value.equals(matcher.group(3));
				case "!=" -> !value.equals(matcher.group(3));
				case "=~" -> value.matches(matcher.group(3));
				default -> !value.matches(matcher.group(3));
			};
		});
	}

	Double last(int minute) {
		return within(minute - LOOK_BACK, minute).reduce((earlier, later) -> later).orElse(null);
	}

	Double increase(int from, int to) {
		List<Double> values = within(from, to).toList();
		return (values.size() < 2) ? null
				: IntStream.range(1, values.size())
					.mapToDouble((i) -> Math.max(0, values.get(i) - values.get(i - 1)))
					.sum();
	}

	private Stream<Double> within(int from, int to) {
		return this.samples
			.subList(Math.clamp(from, 0, this.samples.size()), Math.clamp(to + 1, 0, this.samples.size()))
			.stream()
			.filter(Objects::nonNull);
	}

}
