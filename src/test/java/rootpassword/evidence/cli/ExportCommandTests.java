package rootpassword.evidence.cli;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import rootpassword.kit.database.Database;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The command {@code export} without a database: exit code 2, a reason on standard error,
 * and no file.
 */
class ExportCommandTests {

	@ParameterizedTest
	@ValueSource(strings = { "jdbc:nope://127.0.0.1/db?password=", "jdbc:postgresql://127.0.0.1:1/db?password=",
			"jdbc:postgresql://127.0.0.1:x/db?password=", "jdbc:h2:file:relative;PASSWORD=",
			"jdbc:h2:file:relative;IFEXISTS=FALSE;PASSWORD=", "jdbc:h2:file:./none;NONSENSE=1;PASSWORD=",
			"jdbc:h2:file:./${NOT_SET};PASSWORD=" })
	void aFailureDoesNotQuoteThePasswordInTheUrl(String url, @TempDir Path directory) {
		ByteArrayOutputStream err = new ByteArrayOutputStream();
		assertThat(EvidenceCommands.run(new String[] { "export", "--to", directory.resolve("trail.jsonl").toString(),
				"--spring.datasource.url=" + url + "Canary7" }, System.out, new PrintStream(err)))
			.hasValue(2);
		assertThat(err.toString()).startsWith("Not exported: ").doesNotContain("Canary7").doesNotContain("\tat ");
		assertThat(directory).isEmptyDirectory();
	}

	@ParameterizedTest
	@ValueSource(strings = { "spring.datasource.password=Canary7", "--nonsense x", "--to y", "--to=Canary7",
			"--from-index", "--from-index -1" })
	void badUsageIsExplained(String arguments, @TempDir Path directory) {
		ByteArrayOutputStream err = new ByteArrayOutputStream();
		Stream<String> all = Stream.concat(Stream.of("export", "--to", directory.resolve("trail.jsonl").toString()),
				Stream.of(arguments.split(" ")));
		assertThat(EvidenceCommands.run(all.toArray(String[]::new), System.out, new PrintStream(err))).hasValue(2);
		assertThat(err.toString()).startsWith("Not exported: ")
			.contains("Usage: export --to FILE")
			.doesNotContain("Canary7");
		assertThat(directory).isEmptyDirectory();
	}

	/** The service has an empty user unless one is configured, and no password. */
	@ParameterizedTest
	@CsvSource({ "'',", "ledger, spring.datasource.username" })
	void logsInAsTheService(String user, @Nullable String property, @TempDir Path directory) {
		Database database = new Database("jdbc:h2:file:" + directory.resolve("ledger"), user, "").migrate();
		Path file = directory.resolve("trail.jsonl");
		Stream<String> arguments = Stream.of("export", "--to", file.toString(),
				"--spring.datasource.url=" + database.url());
		assertThat(EvidenceCommands
			.run(Stream.concat(arguments, Stream.ofNullable(property).map((name) -> "--" + name + "=" + user))
				.toArray(String[]::new), System.out, System.err))
			.hasValue(0);
		assertThat(file).exists();
	}

}
