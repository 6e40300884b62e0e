package rootpassword.evidence.verify;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;
import rootpassword.evidence.verify.ExportLine.Header;
import rootpassword.evidence.verify.ExportLine.Leaf;
import rootpassword.evidence.verify.ExportLine.Row;

/** Former exports with rows that left the database, read in step with the leaves. */
final class Archives implements Closeable {

	private final List<Archive> archives = new ArrayList<>();

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
		Archive archive = new Archive(new LineReader(path));
		this.archives.add(archive);
		byte[] first = archive.lines.next();
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
		for (Archive archive : this.archives) {
			Row row = archive.row(leaf.index());
			found = (row != null && (found == null || row.fits(leaf))) ? row : found;
		}
		return found;
	}

	@Override
	public void close() throws IOException {
		for (Archive archive : this.archives) {
			archive.lines.close();
		}
	}

	/** One file, which is read up to the leaf that was asked for. */
	private static final class Archive {

		private final LineReader lines;

		private Leaf newest = new Leaf(-1, null, null, null);

		Archive(LineReader lines) {
			this.lines = lines;
		}

		@Nullable Row row(long index) throws IOException, UnusableException {
			while (this.newest.index() < index) {
				byte[] line = this.lines.next();
				if (line == null) {
					return null;
				}
				this.newest = (ExportLine.parse(line) instanceof Leaf leaf) ? leaf : this.newest;
			}
			return (this.newest.index() == index) ? this.newest.row() : null;
		}

	}

}
