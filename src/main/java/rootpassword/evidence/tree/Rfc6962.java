package rootpassword.evidence.tree;

import rootpassword.keys.Hashes;

/**
 * The hash functions of RFC 6962, section 2.1. Leaves and nodes have different prefixes,
 * so that no leaf can pass for a node.
 */
public final class Rfc6962 {

	private static final byte[] LEAF = { 0 };

	private static final byte[] NODE = { 1 };

	private static final Hash EMPTY_ROOT = Hash.owned(Hashes.sha256());

	private Rfc6962() {
	}

	/** The hash of a leaf: SHA-256(0x00 ‖ content). */
	public static Hash leaf(byte[] content) {
		return Hash.owned(Hashes.sha256(LEAF, content));
	}

	/** The hash of a node: SHA-256(0x01 ‖ left ‖ right). */
	public static Hash node(Hash left, Hash right) {
		return Hash.owned(Hashes.sha256(NODE, left.shared(), right.shared()));
	}

	/** The root of the tree without leaves: SHA-256 of nothing. */
	public static Hash emptyRoot() {
		return EMPTY_ROOT;
	}

}
