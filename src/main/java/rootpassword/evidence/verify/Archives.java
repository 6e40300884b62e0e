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
		Archive archive = new Archive(path);
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
			Leaf archived = archive.moveTo(leaf.index());
			if (archived != null && archived.row() != null && (found == null || archived.row().fits(leaf))) {
				found = archived.row();
			}
		}
		return found;
	}

	@Override
	public void close() throws IOException {
		for (Archive archive : this.archives) {
			archive.lines.close();
		}
	}

	/** One file, which is read up to a leaf. */
	private static final class Archive {

		private final LineReader lines;

		private @Nullable Leaf leaf;

		Archive(Path file) throws IOException, UnusableException {
			this.lines = new LineReader(file);
		}

		/** The leaf with this index, or {@code null} if the file does not have it. */
		@Nullable Leaf moveTo(long index) throws IOException, UnusableException {
			while (this.leaf == null || this.leaf.index() < index) {
				byte[] line = this.lines.next();
				if (line == null) {
					return null;
				}
				if (ExportLine.parse(line) instanceof Leaf next) {
					this.leaf = next;
				}
			}
			return (this.leaf.index() == index) ? this.leaf : null;
		}

	}

}
