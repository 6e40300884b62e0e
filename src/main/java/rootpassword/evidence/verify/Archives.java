package rootpassword.evidence.verify;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import rootpassword.evidence.verify.ExportLine.Header;
import rootpassword.evidence.verify.ExportLine.Leaf;
import rootpassword.evidence.verify.ExportLine.Row;

/** Former exports with rows that left the database, read in step with the leaves. */
final class Archives implements Closeable {

	/** The files, each with the leaf up to which it was read. */
	private final Map<LineReader, Leaf> archives = new LinkedHashMap<>();

	/** Opens an archive of a log, or all that are in a directory. */
	void open(Path path, String origin) throws IOException, UnusableException {
		if (Files.isDirectory(path)) {
			try (DirectoryStream<Path> files = Files.newDirectoryStream(path, "*.jsonl")) {
				for (Path file : files) {
					open(file, origin);
				}
			}
			return;
		}
		LineReader lines = new LineReader(path);
		this.archives.put(lines, new Leaf(-1, null, null, null));
		byte[] first = lines.next();
		if (first == null || !(ExportLine.parse(first) instanceof Header header) || !header.origin().equals(origin)) {
			throw new UnusableException("The archive " + path + " is not an export of the log " + origin);
		}
	}

	/**
	 * The row of a leaf, asked for in ascending order. One that fits the leaf comes
	 * first, so that the order of the archives does not matter.
	 */
	@Nullable Row row(Leaf leaf) throws IOException, UnusableException {
		Row found = null;
		for (Map.Entry<LineReader, Leaf> archive : this.archives.entrySet()) {
			Leaf archived = readUpTo(leaf.index(), archive.getKey(), archive.getValue());
			archive.setValue(archived);
			Row row = (archived.index() == leaf.index()) ? archived.row() : null;
			found = (row != null && (found == null || row.fits(leaf))) ? row : found;
		}
		return found;
	}

	private static Leaf readUpTo(long index, LineReader lines, Leaf last) throws IOException, UnusableException {
		Leaf leaf = last;
		while (leaf.index() < index) {
			byte[] line = lines.next();
			if (line == null) {
				return leaf;
			}
			leaf = (ExportLine.parse(line) instanceof Leaf next) ? next : leaf;
		}
		return leaf;
	}

	@Override
	public void close() throws IOException {
		for (LineReader lines : this.archives.keySet()) {
			lines.close();
		}
	}

}
