package rootpassword.doctor;

import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;
import rootpassword.doctor.Check.Needs;
import rootpassword.doctor.Finding.Status;
import tools.jackson.databind.json.JsonMapper;

/** The findings of all checks, in the order of the checks. */
public record Report(List<Row> rows) {

	/**
	 * The time limit of each check. They run side by side, so together with the start of
	 * the JVM all have ended within a minute.
	 */
	public static final Duration LIMIT = Duration.ofSeconds(40);

	private static final Map<Status, String> COLOURS = Map.of(Status.OK, "32", Status.WARN, "33", Status.FAIL, "31",
			Status.SKIPPED, "2");

	/**
	 * Runs the checks at the same time.
	 * @param allowed what the checks may need
	 * @param fault the text about a check that throws
	 */
	public static Report of(List<Check> checks, Needs allowed, Duration limit, Function<Throwable, String> fault) {
		// Not closed, because that would wait for a look-up of a name that hangs
		@SuppressWarnings("resource")
		ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
		List<Callable<List<Finding>>> work = new ArrayList<>();
		checks.forEach((check) -> work.add((check.needs().compareTo(allowed) > 0) ? () -> left(check) : check.work()));
		try {
			List<Future<List<Finding>>> ended = threads.invokeAll(work, limit.toMillis(), TimeUnit.MILLISECONDS);
			List<Row> rows = new ArrayList<>();
			for (int i = 0; i < checks.size(); i++) {
				Check check = checks.get(i);
				findings(check, ended.get(i), fault).forEach((finding) -> rows.add(new Row(check.target(), finding)));
			}
			return new Report(rows);
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static List<Finding> left(Check check) {
		return List.of(Finding.skipped(check.name(), "not checked, because an option leaves it out",
				"run doctor without " + ((check.needs() == Needs.CALL) ? "--no-call and --offline" : "--offline")));
	}

	private static List<Finding> findings(Check check, Future<List<Finding>> ended, Function<Throwable, String> fault) {
		return switch (ended.state()) {
			case SUCCESS -> ended.resultNow();
			case FAILED -> List.of(Finding.fail(check.name(), fault.apply(ended.exceptionNow()),
					"docs/REFERENCE.md, \"Configuration\", says what the property takes"));
			case RUNNING, CANCELLED -> List.of(Finding.fail(check.name(), "no answer in time",
					"something on the way accepts the connection and does not answer: a firewall, a proxy or a name server"));
		};
	}

	/** 1 if something fails, else 0. */
	public int exitCode() {
		return this.rows.stream().anyMatch((row) -> row.finding.status() == Status.FAIL) ? 1 : 0;
	}

	public void printTable(PrintStream out, boolean colour) {
		int width = this.rows.stream().mapToInt((row) -> row.name().length()).max().orElse(0);
		for (Row row : this.rows) {
			String status = String.format(Locale.ROOT, "%-7s", row.status());
			out.println((colour ? "\u001B[" + COLOURS.get(row.finding.status()) + "m" + status + "\u001B[0m" : status)
					+ String.format(Locale.ROOT, "  %-" + Math.max(1, width) + "s  ", row.name()) + row.finding.text());
			if (!row.finding.help().isEmpty()) {
				out.println(" ".repeat(width + 11) + "-> " + row.finding.help());
			}
		}
		out.flush();
	}

	public void printJson(PrintStream out) {
		List<Map<String, @Nullable String>> checks = this.rows.stream().map(Row::fields).toList();
		out.println(JsonMapper.shared().writeValueAsString(Map.of("exitCode", exitCode(), "checks", checks)));
		out.flush();
	}

	/** A finding and the target that it is about, if it is about one. */
	public record Row(@Nullable String target, Finding finding) {

		private String name() {
			return this.finding.check() + ((this.target != null) ? "[" + this.target + "]" : "");
		}

		private String status() {
			return this.finding.status().name().toLowerCase(Locale.ROOT);
		}

		private Map<String, @Nullable String> fields() {
			Map<String, @Nullable String> fields = new LinkedHashMap<>();
			fields.put("status", status());
			fields.put("check", this.finding.check());
			fields.put("target", this.target);
			fields.put("text", this.finding.text());
			fields.put("help", this.finding.help());
			return fields;
		}

		@Override
		public String toString() {
			return status() + " " + name() + " " + this.finding.text();
		}

	}

}
