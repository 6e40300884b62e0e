package rootpassword.evidence.cli;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;
import rootpassword.evidence.note.VerifierKey;
import rootpassword.evidence.verify.UnusableException;
import rootpassword.evidence.verify.Verdict;
import rootpassword.evidence.verify.Verification;

/**
 * Verifies an export with the key of the log and any number of anchors. Where no verdict
 * is possible, no line with a verdict is printed, and the exit code is 2.
 */
final class VerifyCommand {

	static final int NO_VERDICT = 2;

	private static final String USAGE = """
			Usage: verify --export FILE --verifier-key 'KEY' [--verifier-key 'KEY']... [--anchor FILE]... [--archive FILE]...
			  --export FILE       the export of the trail
			  --verifier-key KEY  a public key of the log (<origin>+<id>+<base64>) or of a witness
			  --anchor FILE       checkpoints that were kept outside of the database: an anchor file, log lines, or one note
			  --archive FILE      a former export, for rows that are no longer in the trail""";

	private final PrintStream out;

	private final PrintStream err;

	VerifyCommand(PrintStream out, PrintStream err) {
		this.out = out;
		this.err = err;
	}

	/** The exit code: 0 intact, 1 tampered, 2 no verdict. */
	int run(List<String> args) {
		try {
			Verdict verdict = verification(args).run(this.out, this.err);
			this.out.println(verdict.line());
			return verdict.exitCode();
		}
		catch (IllegalArgumentException ex) {
			this.err.println(ex.getMessage());
			this.err.println(USAGE);
		}
		catch (UnusableException ex) {
			this.err.println("No verdict: " + ex.getMessage());
		}
		catch (IOException ex) {
			this.err.println("No verdict: a file cannot be read: " + ex);
		}
		return NO_VERDICT;
	}

	private static Verification verification(List<String> args) {
		Path export = null;
		List<VerifierKey> keys = new ArrayList<>();
		List<Path> anchors = new ArrayList<>();
		List<Path> archives = new ArrayList<>();
		for (int i = 0; i < args.size(); i += 2) {
			String value = (i + 1 < args.size()) ? args.get(i + 1) : null;
			switch (args.get(i)) {
				case "--export" -> export = path(args.get(i), value);
				case "--verifier-key" -> keys.add(VerifierKey.parse(required(args.get(i), value)));
				case "--anchor" -> anchors.add(path(args.get(i), value));
				case "--archive" -> archives.add(path(args.get(i), value));
				default -> throw new IllegalArgumentException("Unknown option " + args.get(i));
			}
		}
		if (export == null || keys.isEmpty()) {
			throw new IllegalArgumentException("Both --export and --verifier-key are required");
		}
		return new Verification(export, keys, anchors, archives);
	}

	private static Path path(String option, @Nullable String value) {
		try {
			return Path.of(required(option, value));
		}
		catch (InvalidPathException ex) {
			throw new IllegalArgumentException("The value of " + option + " is no path", ex);
		}
	}

	private static String required(String option, @Nullable String value) {
		if (value == null) {
			throw new IllegalArgumentException(option + " needs a value");
		}
		return value;
	}

}
