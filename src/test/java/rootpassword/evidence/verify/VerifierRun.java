package rootpassword.evidence.verify;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

import rootpassword.evidence.cli.EvidenceCommands;

/**
 * The result of the command {@code verify}.
 *
 * @param code its exit code
 * @param out the lines on standard output
 * @param err the text on standard error
 */
record VerifierRun(int code, List<String> out, String err) {

	static VerifierRun of(List<String> arguments) {
		ByteArrayOutputStream out = new ByteArrayOutputStream();
		ByteArrayOutputStream err = new ByteArrayOutputStream();
		int code = EvidenceCommands
			.run(arguments.toArray(String[]::new), new PrintStream(out, true, StandardCharsets.UTF_8),
					new PrintStream(err, true, StandardCharsets.UTF_8))
			.orElseThrow();
		return new VerifierRun(code, out.toString(StandardCharsets.UTF_8).lines().toList(),
				err.toString(StandardCharsets.UTF_8));
	}

	/** The text after {@code verdict: }, or {@code none}. */
	String verdict() {
		String last = this.out.isEmpty() ? "" : this.out.getLast();
		return last.startsWith("verdict: ") ? last.substring(9) : "none";
	}

	/** The lines before the verdict. */
	List<String> findings() {
		return this.out.stream().filter((line) -> !line.startsWith("verdict: ")).toList();
	}

}
