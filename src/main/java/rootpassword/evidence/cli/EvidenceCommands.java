package rootpassword.evidence.cli;

import java.io.PrintStream;
import java.util.List;
import java.util.OptionalInt;

import rootpassword.evidence.verify.PrintedLines;

/** The commands that the program knows besides the start of the service. */
public final class EvidenceCommands {

	private static final String USAGE = """
			Usage: java -jar root-password.jar [--NAME=VALUE]...           starts the service with these properties
			       java -jar root-password.jar export --to FILE            writes the trail and its evidence to a file
			       java -jar root-password.jar verify --export FILE --verifier-key 'KEY'  verifies such a file
			       java -jar root-password.jar --help                      prints this text""";

	private EvidenceCommands() {
	}

	/**
	 * Runs the command that the first argument names. An argument that is neither a
	 * command nor a property is refused, because the service would start and ignore it.
	 * @return its exit code, or empty if the arguments are for the service
	 */
	public static OptionalInt run(String[] args, PrintStream out, PrintStream err) {
		List<String> arguments = List.of(args);
		List<String> options = arguments.subList(Math.min(1, args.length), args.length);
		return switch (arguments.isEmpty() ? "" : arguments.getFirst()) {
			case "export" -> OptionalInt.of(ExportCommand.run(options, err));
			case "verify" -> OptionalInt.of(VerifyCommand.run(options, out, err));
			case "--help" -> {
				out.println(USAGE);
				yield OptionalInt.of(0);
			}
			default -> refuseUnknown(arguments, err);
		};
	}

	private static OptionalInt refuseUnknown(List<String> arguments, PrintStream err) {
		List<String> unknown = arguments.stream()
			.filter((argument) -> !argument.startsWith("--"))
			.map(Options::hideValue)
			.toList();
		if (unknown.isEmpty()) {
			return OptionalInt.empty();
		}
		new PrintedLines(err).print("Unknown: " + String.join(" ", unknown));
		err.println(USAGE);
		return OptionalInt.of(2);
	}

}
