package rootpassword.evidence.verify;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import rootpassword.evidence.note.Checkpoint;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reads anchors: a signed checkpoint as it is, or lines that contain
 * {@code "checkpoint":"…"}, such as the lines of an anchor file or of a log.
 */
final class AnchorFiles {

	private static final Pattern IN_LINE = Pattern.compile("\"checkpoint\"\\s*:\\s*(\"(?:[^\"\\\\]|\\\\.)*+\")");

	private static final JsonMapper JSON = new JsonMapper();

	private AnchorFiles() {
	}

	/**
	 * The valid anchors, smallest first. Reports all others.
	 * @throws UnusableException if a file contains no checkpoint
	 */
	static List<Checkpoint> read(List<Path> files, CheckpointCheck check, UnknownKeys unknown, Findings findings)
			throws IOException, UnusableException {
		Set<String> notes = new LinkedHashSet<>();
		for (Path file : files) {
			List<String> found = notes(file);
			if (found.isEmpty()) {
				throw new UnusableException("The anchor file " + file + " contains no checkpoint");
			}
			notes.addAll(found);
		}
		List<CheckedCheckpoint> checked = notes.parallelStream().map(check::check).toList();
		checked.stream()
			.filter((anchor) -> anchor.valid() == null)
			.forEach((anchor) -> unknown.report("anchor", anchor, findings));
		return checked.stream()
			.flatMap((anchor) -> Stream.ofNullable(anchor.valid()))
			.sorted(Comparator.comparingLong(Checkpoint::size))
			.toList();
	}

	private static List<String> notes(Path file) throws IOException {
		List<String> notes = new ArrayList<>();
		// A log may contain any bytes; a line that is not UTF-8 is no checkpoint
		String text = new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
		text.lines()
			.flatMap((line) -> IN_LINE.matcher(line).results())
			.forEach((match) -> notes.add(unescaped(match.group(1))));
		if (notes.isEmpty() && text.contains("\n\n\u2014 ")) {
			notes.add(text);
		}
		return notes;
	}

	private static String unescaped(String json) {
		try {
			return JSON.readValue(json, String.class);
		}
		catch (JacksonException ex) {
			return json;
		}
	}

}
