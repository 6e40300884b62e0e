package rootpassword.evidence.tree;

import java.util.ArrayList;
import java.util.List;

/**
 * A tree that grows by one leaf at a time, and knows its root after each. It keeps only
 * the roots of its complete subtrees, largest first, so it needs memory of O(log n).
 */
public final class TreeAccumulator {

	private final List<Hash> subtrees = new ArrayList<>(64);

	private long size;

	public TreeAccumulator() {
	}

	/** Continues a tree with the roots of its complete subtrees, largest first. */
	public TreeAccumulator(long size, List<Hash> frontier) {
		if (size < 0 || Long.bitCount(size) != frontier.size()) {
			throw new IllegalArgumentException(
					"A tree of " + size + " leaves does not consist of " + frontier.size() + " subtrees");
		}
		this.size = size;
		this.subtrees.addAll(frontier);
	}

	public void add(Hash leaf) {
		Hash root = leaf;
		// As a carry in binary addition: each low bit of the size that is 1 is a subtree
		// as
		// large as the new one
		for (long rest = this.size; (rest & 1) == 1; rest >>>= 1) {
			root = Hash.ofNode(this.subtrees.removeLast(), root);
		}
		this.subtrees.add(root);
		this.size++;
	}

	public long size() {
		return this.size;
	}

	public Hash root() {
		return this.subtrees.reversed()
			.stream()
			.reduce((right, left) -> Hash.ofNode(left, right))
			.orElse(Hash.EMPTY_ROOT);
	}

}
