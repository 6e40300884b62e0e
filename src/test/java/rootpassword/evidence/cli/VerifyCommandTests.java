package rootpassword.evidence.cli;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The command {@code verify} where it can give no verdict: exit code 2, a reason on
 * standard error, and nothing on standard output.
 */
class VerifyCommandTests {

	private static final String KEY = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";

	private final ByteArrayOutputStream out = new ByteArrayOutputStream();

	private final ByteArrayOutputStream err = new ByteArrayOutputStream();

	@ParameterizedTest
	@ValueSource(strings = { "verify", "verify --export", "verify --export x", "verify --verifier-key " + KEY,
			"verify --export x --verifier-key", "verify --export x --verifier-key nonsense",
			"verify --export x --verifier-key " + KEY + " --nonsense y",
			"verify --export x --verifier-key " + KEY + " --from-index -1",
			"verify --export x --verifier-key " + KEY + " --exported-at yesterday",
			"verify --export x --verifier-key " + KEY + " --clock-skew -1m",
			"verify --export x --export y --verifier-key " + KEY, "verify --export x --verifier-key " + KEY + "A",
			"verify --export x --verifier-key " + KEY + " --anchor" })
	void badUsageIsExplained(String arguments) {
		assertThat(run(arguments.split(" "))).isEqualTo(2);
		assertThat(this.out.toString()).isEmpty();
		assertThat(this.err.toString()).contains("Usage: verify --export FILE").doesNotContain("Exception");
	}

	@Test
	void unreadableFilesAreNamed(@TempDir Path directory) throws Exception {
		String missing = directory.resolve("missing").toString();
		assertThat(run("verify", "--export", missing, "--verifier-key", KEY)).isEqualTo(2);
		assertThat(this.err.toString()).contains("No verdict: a file cannot be read").contains(missing);
		String text = Files.writeString(directory.resolve("text"), "no export").toString();
		assertThat(run("verify", "--export", text, "--verifier-key", KEY)).isEqualTo(2);
		String empty = Files.writeString(directory.resolve("empty"), "").toString();
		assertThat(run("verify", "--export", empty, "--verifier-key", KEY)).isEqualTo(2);
		assertThat(run("verify", "--export", directory.toString(), "--verifier-key", KEY)).isEqualTo(2);
		assertThat(run("verify", "--export", "/dev/zero", "--verifier-key", KEY)).isEqualTo(2);
		assertThat(this.err.toString()).contains("/dev/zero is not a regular file");
		assertThat(this.out.toString()).isEmpty();
	}

	@ParameterizedTest
	@ValueSource(strings = { "exprot", "exprot --to x", "--server.port=0 verify", "-Dserver.port=0", "help", "-h",
			"--server.port 0" })
	void anythingButACommandOrAPropertyIsRefusedWithTheListOfCommands(String arguments) {
		assertThat(run(arguments.split(" "))).isEqualTo(2);
		assertThat(this.out.toString()).isEmpty();
		assertThat(this.err.toString()).startsWith("Unknown: ")
			.contains("root-password.jar export", "root-password.jar verify");
	}

	@Test
	void helpListsTheCommands() {
		assertThat(run("--help")).isZero();
		assertThat(this.out.toString()).contains("root-password.jar export", "root-password.jar verify");
	}

	@Test
	void propertiesAreForTheService() {
		assertThat(EvidenceCommands.run(new String[0], System.out, System.err)).isEmpty();
		assertThat(EvidenceCommands.run(new String[] { "--server.port=0", "--debug" }, System.out, System.err))
			.isEmpty();
	}

	private int run(String... arguments) {
		return EvidenceCommands.run(arguments, new PrintStream(this.out), new PrintStream(this.err)).orElseThrow();
	}

}
