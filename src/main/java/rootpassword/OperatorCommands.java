package rootpassword;

import java.io.PrintStream;
import java.util.List;
import java.util.stream.IntStream;

import org.springframework.boot.context.config.ConfigDataNotFoundException;
import org.springframework.boot.diagnostics.FailureAnalysis;
import rootpassword.doctor.Check.Needs;
import rootpassword.doctor.Report;
import rootpassword.doctor.Setup;
import rootpassword.evidence.verify.PrintedLines;
import rootpassword.ledger.database.Migration;

/** The commands for operators, with the configuration of the service. */
final class OperatorCommands {

	private static final String USAGE = "Usage: doctor [--json] [--offline] [--no-call] [--target NAME] [--NAME=VALUE]...  or  "
			+ "migrate [--NAME=VALUE]...";

	private static final int COULD_NOT = 2;

	private OperatorCommands() {
	}

	static boolean knows(String[] args) {
		return args.length > 0 && List.of("doctor", "migrate").contains(args[0]);
	}

	/** Runs a command that it knows, and returns the exit code. */
	static int run(String[] args, PrintStream out, PrintStream err) {
		List<String> all = List.of(args).subList(1, args.length);
		List<String> properties = all.stream().filter((argument) -> argument.matches("(?s)--[^=]+=.*")).toList();
		List<String> options = all.stream().filter((argument) -> !properties.contains(argument)).toList();
		PrintedLines messages = new PrintedLines(err);
		return args[0].equals("doctor") ? doctor(options, properties, out, messages)
				: migrate(options, properties, out, messages);
	}

	private static int doctor(List<String> options, List<String> properties, PrintStream out, PrintedLines messages) {
		int at = options.indexOf("--target");
		if (!IntStream.range(0, options.size())
			.allMatch((i) -> List.of("--json", "--offline", "--no-call").contains(options.get(i))
					|| (at >= 0 && at + 1 < options.size() && (i == at || i == at + 1)))) {
			messages.print(USAGE);
			return COULD_NOT;
		}
		String target = (at >= 0) ? options.get(at + 1) : null;
		Doctor doctor;
		try {
			doctor = new Doctor(Setup.of(Setup.environment(properties)));
		}
		catch (RuntimeException ex) {
			messages.print("Not checked: " + fault(ex));
			return COULD_NOT;
		}
		if (target != null && !doctor.targets().isEmpty() && !doctor.targets().contains(target)) {
			messages.print("Not checked: no target of the configuration has the name of --target");
			return COULD_NOT;
		}
		Needs allowed = options.contains("--no-call") ? Needs.NETWORK : Needs.CALL;
		Report report = doctor.report(options.contains("--offline") ? Needs.NOTHING : allowed, target, Report.LIMIT);
		if (options.contains("--json")) {
			report.printJson(out);
		}
		else {
			report.printTable(out, PrintedLines.isTerminal());
		}
		return report.exitCode();
	}

	private static int migrate(List<String> options, List<String> properties, PrintStream out, PrintedLines messages) {
		if (!options.isEmpty()) {
			messages.print(USAGE);
			return COULD_NOT;
		}
		try {
			out.println(Migration.run(Setup.environment(properties)));
			return 0;
		}
		catch (RuntimeException ex) {
			String database = Migration.fault(ex);
			messages.print("Not migrated: " + ((database != null) ? database : fault(ex)));
			return COULD_NOT;
		}
	}

	/** What has failed, in one line without a value, like the failure of a start. */
	static String fault(Throwable failure) {
		FailureAnalysis analysis = new ConfigurationFailureAnalyzer().analyze(failure);
		if (analysis != null) {
			return analysis.getDescription();
		}
		return (failure instanceof ConfigDataNotFoundException)
				? "spring.config.import or another location names a file that does not exist"
				: "it failed with " + failure.getClass().getSimpleName();
	}

}
