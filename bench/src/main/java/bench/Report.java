package bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/**
 * Collects the figures of all rounds and shows them as a table and a plot.
 */
final class Report {

	private static final String BEGIN = "<!-- bench/run writes from here -->";

	private static final String END = "<!-- to here -->";

	/** The plot shows these; the table shows all. */
	private static final String PLOTTED = "start.*|memory.*|1 client: p50.*|64 clients: .*|.* keys: resets/s|open loop.*: p.*"
			+ "|.* provider 1 s: (resets/s|p99.*)";

	private static final int ROW = 36;

	private static final int BARS = 400;

	private final Map<String, Row> rows = new LinkedHashMap<>();

	/** By program: the answers that are not 2xx, and all. */
	private final Map<String, long[]> failures = new LinkedHashMap<>();

	/** Adds one round's figure of a program. */
	void add(String step, String measure, String program, double value) {
		this.rows.computeIfAbsent(step + ": " + measure, (name) -> new Row(step, measure, new LinkedHashMap<>()))
			.values()
			.computeIfAbsent(program, (name) -> new ArrayList<>())
			.add(value);
	}

	void addFailures(String program, long failed, long answers) {
		long[] sums = this.failures.computeIfAbsent(program, (name) -> new long[2]);
		sums[0] += failed;
		sums[1] += answers;
	}

	String markdown(String about) {
		StringBuilder text = new StringBuilder(about).append("\nMedian of the rounds, and lowest to highest. ")
			.append("The ratio is the median of the ratios within each round. CPU is per reset.\n\n")
			.append("| load | measure | product | hand-made | ratio |\n|---|---|---|---|---|\n");
		String step = "";
		for (Row row : sorted()) {
			text.append("|%s | %s | %s | %s | %s× |\n".formatted(row.step().equals(step) ? "" : " " + row.step(), row.measure(),
					spread(row.product()), spread(row.peer()), number(row.ratio())));
			step = row.step();
		}
		text.append("| all, warm-up included | not 2xx | %s | %s | – |\n"
			.formatted(share(this.failures.get(Bench.PRODUCT)), share(this.failures.get(Bench.PEER))));
		return text.toString();
	}

	/** The rows of one step follow each other. */
	private List<Row> sorted() {
		List<String> steps = this.rows.values().stream().map(Row::step).distinct().toList();
		return this.rows.values().stream().sorted(Comparator.comparing((row) -> steps.indexOf(row.step()))).toList();
	}

	/** Replaces the text between the markers, and creates the file if it is missing. */
	static void write(Path file, String table) throws IOException {
		String text = Files.exists(file) ? Files.readString(file) : "# Benchmarks\n\n" + BEGIN + "\n" + END + "\n";
		int begin = text.indexOf(BEGIN);
		int end = text.indexOf(END, begin);
		if (begin < 0 || end < 0) {
			throw new IllegalStateException(file + " needs the two lines " + BEGIN + " and " + END);
		}
		Files.writeString(file, text.substring(0, begin + BEGIN.length()) + "\n" + table + text.substring(end));
	}

	/** A pair of bars for each measure, in the colours of the reader's scheme. */
	String svg() {
		StringBuilder body = new StringBuilder();
		int y = 40;
		for (Row row : sorted().stream().filter((row) -> row.name().matches(PLOTTED)).toList()) {
			double scale = BARS / Math.max(1e-9, max(List.of(max(row.product()), max(row.peer()))));
			body.append("<text x='300' y='%d' text-anchor='end'>%s</text>\n".formatted(y + 17, row.title()));
			body.append(bar(y, "product", row.product(), scale)).append(bar(y + 14, "peer", row.peer(), scale));
			y += ROW;
		}
		return """
				<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 800 %d' font-family='sans-serif' font-size='12'>
				<title>The product beside a hand-made facade: median and spread of the rounds</title>
				<style>text{fill:#1f2328}.product{fill:#0969da}.peer{fill:#8c959f}.spread{stroke:#1f2328}
				@media(prefers-color-scheme:dark){text{fill:#e6edf3}.product{fill:#4493f8}.spread{stroke:#e6edf3}}</style>
				<rect class='product' x='310' y='12' width='12' height='12'/><text x='328' y='22'>product</text>
				<rect class='peer' x='400' y='12' width='12' height='12'/><text x='418' y='22'>hand-made facade</text>
				<text x='300' y='22' text-anchor='end'>▲ more is better, ▼ less is better</text>
				%s</svg>
				"""
			.formatted(y, body);
	}

	private static String bar(int y, String style, List<Double> values, double scale) {
		if (Double.isNaN(median(values))) {
			return "";
		}
		return ("<rect class='%s' x='310' y='%d' width='%.1f' height='12'/>"
				+ "<path class='spread' d='M%.1f %dH%.1f'/><text x='%.1f' y='%d' font-size='11'>%s</text>\n")
			.formatted(style, y, median(values) * scale, 310 + min(values) * scale, y + 6, 310 + max(values) * scale,
					316 + max(values) * scale, y + 10, number(median(values)));
	}

	private static String spread(List<Double> values) {
		String middle = number(median(values));
		return (values.size() == 1) ? middle : middle + " (" + number(min(values)) + "–" + number(max(values)) + ")";
	}

	private static String share(long[] failed) {
		return String.format("%,d of %,d", failed[0], failed[1]);
	}

	private static String number(double value) {
		return Double.isNaN(value) ? "–"
				: String.format((value >= 100) ? "%,.0f" : (value >= 10) ? "%.1f" : "%.2f", value);
	}

	// A round without any accepted reset has no latency; the others count

	private static double median(List<Double> values) {
		double[] sorted = finite(values).sorted().toArray();
		return (sorted.length == 0) ? Double.NaN : (sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2;
	}

	private static double min(List<Double> values) {
		return finite(values).min().orElse(Double.NaN);
	}

	private static double max(List<Double> values) {
		return finite(values).max().orElse(Double.NaN);
	}

	private static DoubleStream finite(List<Double> values) {
		return values.stream().mapToDouble(Double::doubleValue).filter(Double::isFinite);
	}

	/**
	 * One measure of one step.
	 *
	 * @param values the figures of each program, one per round
	 */
	private record Row(String step, String measure, Map<String, List<Double>> values) {

		List<Double> product() {
			return this.values.get(Bench.PRODUCT);
		}

		List<Double> peer() {
			return this.values.get(Bench.PEER);
		}

		double ratio() {
			return median(IntStream.range(0, product().size())
				.mapToObj((round) -> product().get(round) / peer().get(round))
				.toList());
		}

		String name() {
			return this.step + ": " + this.measure;
		}

		String title() {
			return (this.measure.endsWith("/s") ? "▲ " : "▼ ") + name();
		}

	}

}
