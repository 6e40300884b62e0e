package rootpassword.image;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import tools.jackson.databind.json.JsonMapper;

/**
 * The instructions of the Dockerfile, one line each and without comments.
 */
record Dockerfile(List<String> instructions) {

	static Dockerfile read() {
		try {
			return new Dockerfile(Files.readString(Path.of("Dockerfile"))
				.replaceAll("(?m)^#.*\\R", "")
				.replaceAll("\\\\\\R\\s*", "")
				.lines()
				.filter((line) -> !line.isBlank())
				.toList());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/** The rest of each instruction that begins with these words. */
	List<String> all(String words) {
		return this.instructions.stream()
			.filter((instruction) -> instruction.startsWith(words + " "))
			.map((instruction) -> instruction.substring(words.length() + 1))
			.toList();
	}

	String last(String words) {
		return all(words).getLast();
	}

	/** The default of an argument. */
	String argument(String name) {
		return all("ARG").stream()
			.filter((argument) -> argument.startsWith(name + "="))
			.findFirst()
			.orElseThrow()
			.substring(name.length() + 1);
	}

	/** The environment of the finished image. */
	Map<String, String> environment() {
		return all("ENV").stream()
			.flatMap((variables) -> Pattern.compile("(\\w+)=(?:\"([^\"]*)\"|(\\S*))").matcher(variables).results())
			.collect(Collectors.toMap((variable) -> variable.group(1),
					(variable) -> (variable.group(2) != null) ? variable.group(2) : variable.group(3)));
	}

	/** The command that the finished image runs. */
	List<String> entryPoint() {
		return List.of(new JsonMapper().readValue(last("ENTRYPOINT"), String[].class));
	}

}
