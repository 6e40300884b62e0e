package rootpassword.evidence.cli;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiConsumer;

import rootpassword.evidence.verify.PrintedLines;

/** The commands that the program knows besides the start of the service. */
public final class EvidenceCommands {

	private static final String USAGE = """
			Usage: java -jar root-password.jar [--NAME=VALUE]...           starts the service with these properties
			       java -jar root-password.jar export --to FILE            writes the trail and its evidence to a file
			       java -jar root-password.jar verify --export FILE --verifier-key 'KEY'  verifies such a file
			       java -jar root-password.jar doctor [--json] [--offline] [--no-call] [--target NAME]  checks the set-up, changes nothing
			       java -jar root-password.jar migrate                     brings the tables of the ledger up to date
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
			.map(EvidenceCommands::hideValue)
			.toList();
		if (unknown.isEmpty()) {
			return OptionalInt.empty();
		}
		new PrintedLines(err).print("Unknown: " + String.join(" ", unknown));
		err.println(USAGE);
		return OptionalInt.of(2);
	}

	/** A value may be a secret. */
	private static String hideValue(String argument) {
		return argument.replaceFirst("(?s)=.*", "=…");
	}

	/** Shows on a terminal how much of all is done. */
	static BiConsumer<Long, Long> progressBar(PrintStream messages) {
		if (!PrintedLines.isTerminal()) {
			return (done, all) -> {
			};
		}
		AtomicLong shown = new AtomicLong(-1);
		return (done, all) -> {
			long percent = done * 100 / Math.max(1, all);
			if (shown.getAndSet(percent) != percent) {
				messages.printf(Locale.ROOT, "\r[%-50s] %3d %%%s", "#".repeat((int) percent / 2), percent,
						(percent == 100) ? "\n" : "");
				messages.flush();
			}
		};
	}

	/** The options of a command. The value of each is the next argument. */
	static final class Options {

		private final Map<String, List<String>> values = new HashMap<>();

		Options(List<String> arguments, List<String> names) {
			for (int i = 0; i < arguments.size(); i += 2) {
				String name = arguments.get(i);
				if (!names.contains(name) || i + 1 == arguments.size()) {
					throw new IllegalArgumentException("Unknown or without a value: " + hideValue(name));
				}
				this.values.computeIfAbsent(name, (key) -> new ArrayList<>()).add(arguments.get(i + 1));
			}
		}

		/** The values of an option that can be given several times. */
		List<String> all(String name) {
			return this.values.getOrDefault(name, List.of());
		}

		/** The value of an option that can be given once. */
		Optional<String> one(String name) {
			if (all(name).size() > 1) {
				throw new IllegalArgumentException(name + " can be given once only");
			}
			return all(name).stream().findFirst();
		}

		String required(String name) {
			return one(name).orElseThrow(() -> new IllegalArgumentException(name + " is required"));
		}

		/** The index of the first leaf to export or to verify. */
		long fromIndex() {
			String index = one("--from-index").orElse("0");
			if (!index.matches("[0-9]{1,18}")) {
				throw new IllegalArgumentException("--from-index must be 0 or more");
			}
			return Long.parseLong(index);
		}

	}

}
