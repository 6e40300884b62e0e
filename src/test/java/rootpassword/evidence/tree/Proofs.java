package rootpassword.evidence.tree;

import java.util.List;

/**
 * Verifies proofs, as RFC 9162, sections 2.1.3.2 and 2.1.4.2 describe it for the trees of
 * RFC 6962.
 */
public final class Proofs {

	private Proofs() {
	}

	/** Whether the proof shows that a tree has this leaf at this index. */
	public static boolean verifyInclusion(Hash leaf, long index, long size, Hash root, List<Hash> proof) {
		if (index < 0 || index >= size) {
			return false;
		}
		long node = index;
		long last = size - 1;
		Hash computed = leaf;
		for (Hash sibling : proof) {
			if (last == 0) {
				return false;
			}
			if ((node & 1) == 1 || node == last) {
				computed = Hash.ofNode(sibling, computed);
				int levels = levelsWithoutSibling(node);
				node >>>= levels;
				last >>>= levels;
			}
			else {
				computed = Hash.ofNode(computed, sibling);
			}
			node >>>= 1;
			last >>>= 1;
		}
		return last == 0 && computed.equals(root);
	}

	/**
	 * Whether the proof shows that the new tree begins with all leaves of the old one.
	 */
	public static boolean verifyConsistency(long oldSize, Hash oldRoot, long newSize, Hash newRoot, List<Hash> proof) {
		if (oldSize < 0 || oldSize > newSize) {
			return false;
		}
		if (oldSize == 0) {
			return proof.isEmpty() && oldRoot.equals(Hash.EMPTY_ROOT);
		}
		if (oldSize == newSize) {
			return proof.isEmpty() && oldRoot.equals(newRoot);
		}
		boolean complete = Long.bitCount(oldSize) == 1;
		if (!complete && proof.isEmpty()) {
			return false;
		}
		int levels = Long.numberOfTrailingZeros(oldSize);
		long node = (oldSize - 1) >>> levels;
		long last = (newSize - 1) >>> levels;
		Hash computedOld = complete ? oldRoot : proof.getFirst();
		Hash computedNew = computedOld;
		for (Hash sibling : complete ? proof : proof.subList(1, proof.size())) {
			if (last == 0) {
				return false;
			}
			if ((node & 1) == 1 || node == last) {
				computedOld = Hash.ofNode(sibling, computedOld);
				computedNew = Hash.ofNode(sibling, computedNew);
				int skipped = levelsWithoutSibling(node);
				node >>>= skipped;
				last >>>= skipped;
			}
			else {
				computedNew = Hash.ofNode(computedNew, sibling);
			}
			node >>>= 1;
			last >>>= 1;
		}
		return last == 0 && computedOld.equals(oldRoot) && computedNew.equals(newRoot);
	}

	/** On these levels a node at the right edge goes up alone. */
	private static int levelsWithoutSibling(long node) {
		return (node == 0) ? 0 : Long.numberOfTrailingZeros(node);
	}

}
