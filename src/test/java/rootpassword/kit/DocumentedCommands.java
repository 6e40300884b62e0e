package rootpassword.kit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

/**
 * Types commands of the documents in a directory, which has the packaged jar. Only the
 * given words differ, such as the port of a service.
 */
public final class DocumentedCommands {

	private static final Pattern BLOCK = Pattern.compile("(?ms)^ *```(sh|yaml)\n(.*?)^ *```$");

	private final Path directory;

	/** Words of the documents, and the ones that stand for them here. */
	private final Map<String, String> words = new LinkedHashMap<>();

	private final Map<String, String> environment = new HashMap<>();

	private DocumentedCommands(Path directory) {
		this.directory = directory;
		String path = Path.of(JarProcess.JAVA).getParent() + ":" + System.getenv("PATH");
		this.environment.put("PATH", path);
	}

	/** Skips the test where a program of the documents is missing. */
	public static void assumePrograms() {
		assumeThat(List.of("sh", "curl", "openssl", "sha256sum"))
			.allMatch((program) -> Stream.of(System.getenv("PATH").split(":"))
				.anyMatch((directory) -> Files.isExecutable(Path.of(directory, program))));
	}

	/** In a directory that does not have the jar yet. */
	public static DocumentedCommands in(Path directory) {
		try {
			Files.createSymbolicLink(directory.resolve("root-password.jar"), JarProcess.PACKAGED);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		return new DocumentedCommands(directory);
	}

	/** Types another word instead of this one from now on. */
	public DocumentedCommands replace(String word, String other) {
		this.words.put(word, other);
		return this;
	}

	/** Sets a variable of the environment. */
	public DocumentedCommands set(String variable, String value) {
		this.environment.put(variable, value);
		return this;
	}

	/** Types the block that contains this text, and returns its output. */
	public String type(String document, String text) {
		return run(block(document, text));
	}

	/** Types a command that is part of a sentence. */
	public String typeInline(String document, String command) {
		assertThat(read(document)).contains("`" + command + "`");
		return run(replaced(command));
	}

	/** The only block that contains this text, without its indentation. */
	public String block(String document, String text) {
		String block = BLOCK.matcher(read(document))
			.results()
			.map((MatchResult found) -> found.group(2).stripTrailing().stripIndent() + "\n")
			.filter((content) -> content.contains(text))
			.reduce((one, other) -> {
				throw new IllegalStateException("Several blocks of " + document + " contain " + text);
			})
			.orElseThrow(() -> new IllegalStateException("No block of " + document + " contains " + text));
		return replaced(block);
	}

	private String replaced(String text) {
		String replaced = text;
		for (Map.Entry<String, String> word : this.words.entrySet()) {
			replaced = replaced.replace(word.getKey(), word.getValue());
		}
		return replaced;
	}

	private String run(String command) {
		try {
			ProcessBuilder shell = new ProcessBuilder("sh", "-ec", command).directory(this.directory.toFile())
				.redirectErrorStream(true);
			shell.environment().putAll(this.environment);
			Process process = shell.start();
			String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
			assertThat(process.waitFor()).as("%s%n%s", command, output).isZero();
			return output;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static String read(String document) {
		try {
			return Files.readString(Path.of(document));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
