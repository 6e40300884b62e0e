package rootpassword.docs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Every test that the documents name exists.
 */
class TestsInDocsTests {

	private static final Pattern TEST = Pattern.compile("(?<![-*\\w])[A-Z]\\w+Tests\\b");

	@Test
	void exist() throws IOException {
		Set<String> tests = files(Path.of("src/test/java"), ".java")
			.map((file) -> file.getFileName().toString().replace(".java", ""))
			.collect(Collectors.toSet());
		Set<String> named = Stream
			.concat(Stream.of(Path.of("README.md"), Path.of("CONTRIBUTING.md")), files(Path.of("docs"), ".md"))
			.flatMap((document) -> TEST.matcher(read(document)).results())
			.map(MatchResult::group)
			.collect(Collectors.toSet());
		assertThat(named).hasSizeGreaterThan(15).isSubsetOf(tests);
	}

	private static Stream<Path> files(Path directory, String suffix) throws IOException {
		return Files.walk(directory).filter((file) -> file.toString().endsWith(suffix));
	}

	private static String read(Path document) {
		try {
			return Files.readString(document);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
