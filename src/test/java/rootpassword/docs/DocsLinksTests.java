package rootpassword.docs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Every relative link in the documents names an existing file and an existing heading.
 */
class DocsLinksTests {

	private static final Pattern LINK = Pattern.compile("\\]\\((?!https?:)([^)#\\s]*)(?:#([^)\\s]+))?\\)");

	private static final Pattern NAMED = Pattern.compile("(docs/[A-Z]+\\.md)(?:, \\\\?\"([^\"\\\\]+))?");

	private static final Pattern HEADING = Pattern.compile("(?m)^#+ (.+)$");

	@ParameterizedTest
	@MethodSource("documents")
	void exist(Path document) {
		List<MatchResult> links = LINK.matcher(read(document)).results().toList();
		assertThat(links).isNotEmpty().allSatisfy((link) -> {
			Path file = link.group(1).isEmpty() ? document : document.resolveSibling(link.group(1)).normalize();
			assertThat(file).exists();
			if (link.group(2) != null) {
				assertThat(anchors(file)).contains(link.group(2));
			}
		});
	}

	/** Such as {@code docs/OPERATIONS.md, "A lost key"}, in messages and comments. */
	@Test
	void existWhereTheProgramAndTheChartNameThem() throws IOException {
		try (Stream<Path> main = Files.walk(Path.of("src/main")); Stream<Path> chart = Files.walk(Path.of("helm"))) {
			List<MatchResult> named = Stream.concat(main, chart)
				.filter((file) -> file.toString().matches(".*\\.(java|ya?ml|tpl|txt|properties)"))
				.flatMap((file) -> NAMED.matcher(read(file).replaceAll("\"\\s*\\+\\s*\"", "")).results())
				.toList();
			assertThat(named).hasSizeGreaterThan(10).allSatisfy((name) -> {
				assertThat(Path.of(name.group(1))).exists();
				if (name.group(2) != null) {
					assertThat(read(Path.of(name.group(1)))).contains("# " + name.group(2) + "\n");
				}
			});
		}
	}

	static Stream<Path> documents() throws IOException {
		try (Stream<Path> docs = Files.list(Path.of("docs"))) {
			List<Path> guides = docs.filter((file) -> file.toString().endsWith(".md"))
				.filter((file) -> LINK.matcher(read(file)).find())
				.toList();
			return Stream
				.concat(Stream.of("README.md", "CONTRIBUTING.md", "CHANGELOG.md", "helm/root-password/README.md")
					.map(Path::of), guides.stream());
		}
	}

	/** The anchors of the headings, as GitHub makes them. */
	private static List<String> anchors(Path document) {
		return HEADING.matcher(read(document))
			.results()
			.map((heading) -> heading.group(1)
				.toLowerCase(Locale.ROOT)
				.replaceAll("[^\\p{Alnum} _-]", "")
				.replace(' ', '-'))
			.toList();
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
