package rootpassword.evidence.verify;

import java.util.List;

import org.jspecify.annotations.Nullable;
import rootpassword.evidence.row.CanonicalRow;
import rootpassword.evidence.tree.Hash;

/**
 * One line of an export.
 */
sealed interface ExportLine {

	/**
	 * The first line.
	 *
	 * @param origin the name of the log
	 * @param from the index of the first leaf
	 * @param size the number of leaves of the newest checkpoint
	 */
	record Header(String origin, long from, long size) implements ExportLine {
	}

	/**
	 * The subtrees left of the first leaf.
	 *
	 * @param roots their roots, largest first
	 */
	record Frontier(List<Hash> roots) implements ExportLine {
	}

	/**
	 * A leaf of the tree.
	 *
	 * @param index its index
	 * @param hash its hash, as the file states it
	 * @param seq the number of its row, if the line has no row and states it
	 * @param row its row, or {@code null} if the line has none
	 */
	record Leaf(long index, Hash hash, @Nullable Long seq, @Nullable Content row) implements ExportLine {
	}

	/**
	 * A row without a leaf.
	 *
	 * @param row the row
	 */
	record Unsealed(Content row) implements ExportLine {
	}

	/**
	 * A signed checkpoint.
	 *
	 * @param checkpoint the checkpoint with the result of the check of its signatures
	 */
	record Signed(CheckedCheckpoint checkpoint) implements ExportLine {
	}

	/**
	 * The last line.
	 *
	 * @param leaves the number of leaves
	 * @param unsealed the number of rows without a leaf
	 * @param checkpoints the number of checkpoints
	 * @param exportedAt when the export was made, in microseconds since the epoch
	 */
	record End(long leaves, long unsealed, long checkpoints, long exportedAt) implements ExportLine {
	}

	/**
	 * A line that is none of these.
	 *
	 * @param begin its first characters
	 */
	record Unreadable(String begin) implements ExportLine {
	}

	/**
	 * The bytes of a row.
	 *
	 * @param hash the hash of the bytes
	 * @param row the row in these bytes, or {@code null} if they are not canonical
	 */
	record Content(Hash hash, @Nullable CanonicalRow row) {
	}

}
