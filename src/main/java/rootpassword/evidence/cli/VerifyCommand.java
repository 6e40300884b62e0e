package rootpassword.evidence.cli;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

import org.springframework.boot.convert.DurationStyle;
import rootpassword.evidence.cli.EvidenceCommands.Options;
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

	private static final int NO_VERDICT = 2;

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

	private VerifyCommand() {
	}

	/** The exit code: 0 intact, 1 tampered, 2 no verdict. */
	static int run(List<String> args, PrintStream out, PrintStream err) {
		PrintedLines lines = new PrintedLines(out);
		PrintedLines messages = new PrintedLines(err);
		Audit audit;
		try {
			audit = audit(args);
		}
		catch (IllegalArgumentException | DateTimeException ex) {
			messages.print("Bad usage: " + ex.getMessage());
			USAGE.lines().forEach(messages::print);
			return NO_VERDICT;
		}
		try {
			Verdict verdict = Verification.run(audit, lines, messages, EvidenceCommands.progressBar(err));
			lines.print(verdict.line());
			return lines.failed() ? NO_VERDICT : verdict.exitCode();
		}
		catch (UnusableException ex) {
			messages.print("No verdict: " + ex.getMessage());
		}
		catch (IOException ex) {
			messages.print("No verdict: a file cannot be read: " + ex);
		}
		catch (Throwable ex) {
			// Exit code 1 would mean that the trail was tampered with
			messages.print("No verdict, because the verifier failed: " + ex);
		}
		return NO_VERDICT;
	}

	private static Audit audit(List<String> args) {
		Options options = new Options(args, OPTIONS);
		List<VerifierKey> keys = options.all("--verifier-key").stream().map(VerifierKey::parse).toList();
		if (keys.isEmpty()) {
			throw new IllegalArgumentException("--verifier-key is required");
		}
		return new Audit(Path.of(options.required("--export")), keys,
				options.all("--anchor").stream().map(Path::of).toList(),
				options.all("--archive").stream().map(Path::of).toList(), options.fromIndex(),
				options.one("--exported-at").map(Instant::parse).orElseGet(Instant::now),
				skew(options.one("--clock-skew").orElse("10m")));
	}

	private static Duration skew(String text) {
		Duration skew = DurationStyle.detectAndParse(text);
		if (skew.isNegative() || skew.compareTo(Duration.ofDays(3650)) > 0) {
			throw new IllegalArgumentException("a clock skew is from 0s to 3650d");
		}
		return skew;
	}

}
