package rootpassword.evidence.verify;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

import rootpassword.evidence.verify.ExportLine.Content;

/**
 * Former exports, which have the rows that were moved out of the database. They are read
 * in step with the leaves.
 */
final class Archives implements Closeable {

	private final List<LineReader> archives = new ArrayList<>();

	/** Opens the archives of a log, of which some can be directories. */
	void open(List<Path> paths, String origin) throws IOException, UnusableException {
		for (Path file : files(paths)) {
			LineReader archive = new LineReader(file);
			this.archives.add(archive);
			if (!archive.next() || !(ExportLine.parse(archive) instanceof ExportLine.Header header)
					|| !header.origin().equals(origin)) {
				throw new UnusableException("The archive " + file + " is not an export of the log " + origin);
			}
		}
	}

	private static List<Path> files(List<Path> paths) throws IOException {
		List<Path> files = new ArrayList<>();
		for (Path path : paths) {
			if (Files.isDirectory(path)) {
				try (DirectoryStream<Path> exports = Files.newDirectoryStream(path, "*.jsonl")) {
					exports.forEach(files::add);
				}
			}
			else {
				files.add(path);
			}
		}
		return files;
	}

	/**
	 * The row of a leaf, asked for in ascending order, or {@code null} if no archive has
	 * it. A row that fits the leaf comes before one that does not, so that the order of
	 * the archives does not matter.
	 */
	@Nullable Content row(ExportLine.Leaf leaf) throws IOException, UnusableException {
		Content found = null;
		for (LineReader archive : this.archives) {
			while (ExportLine.index(archive) < leaf.index() && archive.next()) {
				// Lines of earlier leaves, and lines without a leaf
			}
			if (ExportLine.index(archive) == leaf.index()
					&& ExportLine.parse(archive) instanceof ExportLine.Leaf archived && archived.row() != null
					&& (found == null || archived.row().fits(leaf))) {
				found = archived.row();
			}
		}
		return found;
	}

	@Override
	public void close() throws IOException {
		for (LineReader archive : this.archives) {
			archive.close();
		}
	}

}
