package rootpassword.evidence.cli;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import org.springframework.boot.convert.DurationStyle;

import rootpassword.evidence.note.VerifierKey;
import rootpassword.evidence.verify.Audit;
import rootpassword.evidence.verify.PrintedLines;
import rootpassword.evidence.verify.UnusableException;
import rootpassword.evidence.verify.Verification;
import rootpassword.evidence.verify.Verification.Verdict;

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
			  --anchor FILE       checkpoints that were kept outside of the database: an anchor file, log lines, or notes
			  --archive FILE      a former export, or a directory of them, for rows that are no longer in the trail
			  --from-index N      the first leaf of a range; without it the export must begin with leaf 0
			  --exported-at TIME  when you got the export (2027-01-31T12:00:00Z); without it: now
			  --clock-skew TIME   how far clocks may differ; 10m without it""";

	private static final List<String> OPTIONS = List.of("--export", "--verifier-key", "--anchor", "--archive",
			"--from-index", "--exported-at", "--clock-skew");

	private static final List<String> REPEATABLE = List.of("--verifier-key", "--anchor", "--archive");

	private final PrintStream err;

	private final PrintedLines lines;

	private final PrintedLines messages;

	VerifyCommand(PrintStream out, PrintStream err) {
		this.err = err;
		this.lines = new PrintedLines(out);
		this.messages = new PrintedLines(err);
	}

	/** The exit code: 0 intact, 1 tampered, 2 no verdict. */
	int run(List<String> args) {
		try {
			Verdict verdict = Verification.run(audit(args), this.lines, this.messages, new Progress(this.err)::show);
			this.lines.print(verdict.line());
			return this.lines.failed() ? NO_VERDICT : verdict.exitCode();
		}
		catch (UsageException ex) {
			this.messages.print(String.valueOf(ex.getMessage()));
			USAGE.lines().forEach(this.messages::print);
		}
		catch (UnusableException ex) {
			this.messages.print("No verdict: " + ex.getMessage());
		}
		catch (IOException ex) {
			this.messages.print("No verdict: a file cannot be read: " + ex);
		}
		catch (Throwable ex) {
			// Exit code 1 would mean that the trail was tampered with
			this.messages.print("No verdict, because the verifier failed: " + ex);
		}
		return NO_VERDICT;
	}

	private static Audit audit(List<String> args) {
		Map<String, List<String>> options = options(args);
		try {
			return new Audit(Path.of(single(options, "--export", "")),
					all(options, "--verifier-key").stream().map(VerifierKey::parse).toList(),
					all(options, "--anchor").stream().map(Path::of).toList(),
					all(options, "--archive").stream().map(Path::of).toList(),
					index(single(options, "--from-index", "0")), options.containsKey("--exported-at")
							? Instant.parse(single(options, "--exported-at", "")) : Instant.now(),
					skew(single(options, "--clock-skew", "10m")));
		}
		catch (IllegalArgumentException | DateTimeException ex) {
			throw new UsageException("An option has a bad value: " + ex.getMessage());
		}
	}

	private static Map<String, List<String>> options(List<String> args) {
		Map<String, List<String>> options = new TreeMap<>();
		for (int i = 0; i < args.size(); i += 2) {
			String option = args.get(i);
			if (!OPTIONS.contains(option)) {
				throw new UsageException("Unknown option " + option);
			}
			if (i + 1 == args.size()) {
				throw new UsageException(option + " needs a value");
			}
			List<String> values = options.computeIfAbsent(option, (name) -> new ArrayList<>());
			if (!values.isEmpty() && !REPEATABLE.contains(option)) {
				throw new UsageException(option + " can be given once only");
			}
			values.add(args.get(i + 1));
		}
		if (!options.containsKey("--export") || !options.containsKey("--verifier-key")) {
			throw new UsageException("Both --export and --verifier-key are required");
		}
		return options;
	}

	private static List<String> all(Map<String, List<String>> options, String option) {
		return options.getOrDefault(option, List.of());
	}

	private static String single(Map<String, List<String>> options, String option, String otherwise) {
		return options.getOrDefault(option, List.of(otherwise)).getFirst();
	}

	private static long index(String text) {
		if (!text.matches("[0-9]{1,18}")) {
			throw new IllegalArgumentException("the index of a leaf is 0 or more");
		}
		return Long.parseLong(text);
	}

	private static Duration skew(String text) {
		Duration skew = DurationStyle.detectAndParse(text);
		if (skew.isNegative() || skew.compareTo(Duration.ofDays(3650)) > 0) {
			throw new IllegalArgumentException("a clock skew is from 0s to 3650d");
		}
		return skew;
	}

	/**
	 * The command cannot be run as it was typed.
	 */
	private static final class UsageException extends RuntimeException {

		private static final long serialVersionUID = 1;

		UsageException(String message) {
			super(message);
		}

	}

}
