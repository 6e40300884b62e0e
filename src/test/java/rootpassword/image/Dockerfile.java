package rootpassword.image;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

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

	/** A variable of the finished image. */
	String variable(String name) {
		Matcher value = Pattern.compile("(?:^| )" + name + "=(?:\"([^\"]*)\"|(\\S*))").matcher(last("ENV"));
		if (!value.find()) {
			throw new IllegalArgumentException("No variable " + name);
		}
		return (value.group(1) != null) ? value.group(1) : value.group(2);
	}

}
