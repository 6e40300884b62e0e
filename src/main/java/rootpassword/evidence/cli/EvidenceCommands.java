package rootpassword.evidence.cli;

import java.io.PrintStream;
import java.util.List;
import java.util.OptionalInt;

import rootpassword.evidence.verify.PrintedLines;

/**
 * The commands that the program knows besides the start of the service.
 */
public final class EvidenceCommands {

	private EvidenceCommands() {
	}

	private static final int BAD_USAGE = 2;

	private static final String USAGE = """
			Usage: java -jar root-password.jar [--NAME=VALUE]...           starts the service with these properties
			       java -jar root-password.jar export --to FILE            writes the trail and its evidence to a file
			       java -jar root-password.jar verify --export FILE --verifier-key 'KEY'  verifies such a file
			       java -jar root-password.jar --help                      prints this text""";

	/**
	 * Runs the command that the first argument names. An argument that is neither a
	 * command nor a property is refused: the service would start and ignore it.
	 * @return its exit code, or empty if the arguments are for the service
	 */
	public static OptionalInt run(String[] args, PrintStream out, PrintStream err) {
		List<String> arguments = List.of(args);
		String command = arguments.isEmpty() ? "" : arguments.getFirst();
		List<String> options = arguments.subList(Math.min(1, args.length), args.length);
		return switch (command) {
			case "export" -> OptionalInt.of(ExportCommand.run(options, err));
			case "verify" -> OptionalInt.of(new VerifyCommand(out, err).run(options));
			case "--help" -> {
				out.println(USAGE);
				yield OptionalInt.of(0);
			}
			default -> startsTheService(arguments, err) ? OptionalInt.empty() : OptionalInt.of(BAD_USAGE);
		};
	}

	private static boolean startsTheService(List<String> arguments, PrintStream err) {
		List<String> unknown = arguments.stream()
			.filter((argument) -> !argument.startsWith("--"))
			// A value may be a secret
			.map((argument) -> argument.replaceFirst("(?s)=.*", "=…"))
			.toList();
		if (!unknown.isEmpty()) {
			new PrintedLines(err).print("Unknown: " + String.join(" ", unknown));
			err.println(USAGE);
		}
		return unknown.isEmpty();
	}

}
