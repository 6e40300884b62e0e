package rootpassword.evidence.tree;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A tree that grows by one leaf at a time, and keeps one hash for each complete subtree:
 * the root of any size, in memory of O(log n).
 */
public final class TreeAccumulator {

	private final List<Hash> subtrees = new ArrayList<>(64);

	private long size;

	/** The tree without leaves. */
	public TreeAccumulator() {
	}

	/**
	 * Continues a tree.
	 * @param size the number of its leaves
	 * @param frontier the roots of its complete subtrees, largest first
	 * @throws IllegalArgumentException if a tree of that size has another number of them
	 */
	public TreeAccumulator(long size, List<Hash> frontier) {
		if (size < 0 || Long.bitCount(size) != frontier.size()) {
			throw new IllegalArgumentException(String.format(Locale.ROOT,
					"A tree of %d leaves does not consist of %d subtrees", size, frontier.size()));
		}
		this.size = size;
		this.subtrees.addAll(frontier);
	}

	public void add(Hash leaf) {
		Hash root = leaf;
		for (long rest = this.size; (rest & 1) == 1; rest >>>= 1) {
			root = Rfc6962.node(this.subtrees.removeLast(), root);
		}
		this.subtrees.add(root);
		this.size++;
	}

	public long size() {
		return this.size;
	}

	public Hash root() {
		if (this.size == 0) {
			return Rfc6962.emptyRoot();
		}
		Hash root = this.subtrees.getLast();
		for (int i = this.subtrees.size() - 2; i >= 0; i--) {
			root = Rfc6962.node(this.subtrees.get(i), root);
		}
		return root;
	}

	/** The roots of the complete subtrees, largest first. */
	public List<Hash> frontier() {
		return List.copyOf(this.subtrees);
	}

}
