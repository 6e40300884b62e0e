package rootpassword.evidence.cli;

import java.io.PrintStream;
import java.util.List;
import java.util.OptionalInt;

/**
 * The commands that the program knows besides the start of the service.
 */
public final class EvidenceCommands {

	private EvidenceCommands() {
	}

	/**
	 * Runs the command that the first argument names.
	 * @return its exit code, or empty if the arguments are for the service
	 */
	public static OptionalInt run(String[] args, PrintStream out, PrintStream err) {
		if (args.length == 0) {
			return OptionalInt.empty();
		}
		List<String> options = List.of(args).subList(1, args.length);
		return switch (args[0]) {
			case "export" -> OptionalInt.of(ExportCommand.run(options, err));
			case "verify" -> OptionalInt.of(new VerifyCommand(out, err).run(options));
			default -> OptionalInt.empty();
		};
	}

}
