package rootpassword.evidence.tree;

import java.util.List;

/**
 * Stored hashes of a tree: its leaves, and the roots of its complete subtrees of 256,
 * 65,536 … leaves.
 */
public interface Tiles {

	/**
	 * Reads hashes that lie side by side.
	 * @param level 0 for leaves; {@code k} for roots of complete subtrees of
	 * 256<sup>k</sup> leaves
	 * @param from the index of the first hash within its level
	 * @param count the number of hashes, at most 256
	 * @return exactly {@code count} hashes, in order
	 */
	List<Hash> read(int level, long from, int count);

}
