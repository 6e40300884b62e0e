package rootpassword.release;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What CHANGELOG.md says about one version.
 */
record Changelog(List<Change> changes) {

	static Changelog of(Path file, String version) throws IOException {
		List<Change> changes = new ArrayList<>();
		boolean inside = false;
		String kind = "";
		for (String line : Files.readAllLines(file)) {
			if (line.startsWith("## ")) {
				inside = line.startsWith("## [" + version + "]");
			}
			else if (!inside) {
				continue;
			}
			else if (line.startsWith("### ")) {
				kind = line.substring("### ".length()).toLowerCase(Locale.ROOT);
			}
			else if (line.startsWith("- ")) {
				changes.add(new Change(kind, line.substring("- ".length())));
			}
			else if (line.startsWith("  ")) {
				Change begun = changes.removeLast();
				changes.add(new Change(begun.kind(), begun.description() + " " + line.strip()));
			}
		}
		if (changes.isEmpty()) {
			throw new IllegalArgumentException(file + " says nothing about " + version);
		}
		return new Changelog(List.copyOf(changes));
	}

	/** One entry, under the heading of its kind. */
	record Change(String kind, String description) {
	}

}
