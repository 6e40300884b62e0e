package rootpassword.evidence.cli;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Path;

import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The command {@code export} without a database: exit code 2, a reason on standard error,
 * and no file.
 */
class ExportCommandTests {

	@ParameterizedTest
	@ValueSource(strings = { "jdbc:nope://127.0.0.1/db?password=", "jdbc:postgresql://127.0.0.1:1/db?password=",
			"jdbc:postgresql://127.0.0.1:x/db?password=", "jdbc:h2:file:relative;PASSWORD=",
			"jdbc:h2:file:./none;NONSENSE=1;PASSWORD=" })
	void aFailureDoesNotQuoteThePasswordInTheUrl(String url, @TempDir Path directory) {
		ByteArrayOutputStream err = new ByteArrayOutputStream();
		assertThat(EvidenceCommands.run(new String[] { "export", "--to", directory.resolve("trail.jsonl").toString(),
				"--spring.datasource.url=" + url + "Canary7" }, System.out, new PrintStream(err)))
			.hasValue(2);
		assertThat(err.toString()).startsWith("Not exported: ").doesNotContain("Canary7").doesNotContain("\tat ");
		assertThat(directory).isEmptyDirectory();
	}

}
