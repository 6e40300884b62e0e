package rootpassword.evidence.verify;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

import org.jspecify.annotations.Nullable;
import rootpassword.evidence.verify.ExportLine.Content;

/**
 * Former exports, which have the rows that were moved out of the database. They are read
 * in step with the leaves.
 */
final class Archives {

	private final List<Archive> archives = new ArrayList<>();

	/** Adds the lines of an export. */
	void add(Iterator<ExportLine> lines) {
		this.archives.add(new Archive(lines));
	}

	/**
	 * The row of a leaf, asked for in ascending order, or {@code null} if none has it.
	 */
	@Nullable Content row(long index) {
		Content found = null;
		for (Archive archive : this.archives) {
			Content row = archive.row(index);
			found = (found != null) ? found : row;
		}
		return found;
	}

	/**
	 * One export.
	 */
	private static final class Archive {

		private final Iterator<ExportLine> lines;

		private ExportLine.@Nullable Leaf current;

		Archive(Iterator<ExportLine> lines) {
			this.lines = lines;
		}

		@Nullable Content row(long index) {
			while (this.lines.hasNext() && (this.current == null || this.current.index() < index)) {
				this.current = (this.lines.next() instanceof ExportLine.Leaf leaf) ? leaf : this.current;
			}
			return (this.current != null && this.current.index() == index) ? this.current.row() : null;
		}

	}

}
