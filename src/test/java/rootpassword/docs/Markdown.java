package rootpassword.docs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A document.
 */
public record Markdown(String text) {

	private static final Pattern BLOCK = Pattern.compile("(?ms)^ *```.*?^ *```$");

	private static final Pattern CODE = Pattern.compile("`([^`]+)`");

	public static Markdown of(String document) {
		try {
			return new Markdown(Files.readString(Path.of(document)));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/** From this heading to the next one of any level. */
	String section(String heading) {
		int begin = this.text.indexOf("\n" + heading + "\n");
		assertThat(begin).as(heading).isNotNegative();
		int end = Pattern.compile("\n#+ ")
			.matcher(this.text)
			.results()
			.mapToInt(MatchResult::start)
			.filter((start) -> start > begin)
			.findFirst()
			.orElse(this.text.length());
		return this.text.substring(begin, end);
	}

	/** The cells of the rows of all tables below a heading, without those of headers. */
	public List<List<String>> rows(String heading) {
		return Stream.of(section(heading).split("\n"))
			.filter((line) -> line.startsWith("| ") && !line.contains("| meaning |") && !line.startsWith("| what |"))
			.map((line) -> Stream.of(line.substring(1).split("\\|")).map(String::strip).toList())
			.toList();
	}

	/** Without blocks of code. */
	String prose() {
		return BLOCK.matcher(this.text).replaceAll("");
	}

	/** What stands in backticks. */
	public static List<String> code(String text) {
		return CODE.matcher(text).results().map((found) -> found.group(1)).toList();
	}

}
