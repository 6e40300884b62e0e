package rootpassword.evidence.tree;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * The hash functions of RFC 6962, section 2.1. Leaves and nodes have different prefixes,
 * so that no leaf can pass for a node.
 */
public final class Rfc6962 {

	private static final byte LEAF = 0;

	private static final byte NODE = 1;

	private static final Hash EMPTY_ROOT = Hash.owned(sha256().digest());

	private Rfc6962() {
	}

	/** The hash of a leaf: SHA-256(0x00 ‖ content). */
	public static Hash leaf(byte[] content) {
		return leaf(content, 0, content.length);
	}

	/** The hash of a leaf whose content is a part of an array. */
	public static Hash leaf(byte[] array, int offset, int length) {
		MessageDigest digest = sha256();
		digest.update(LEAF);
		digest.update(array, offset, length);
		return Hash.owned(digest.digest());
	}

	/** The hash of a node: SHA-256(0x01 ‖ left ‖ right). */
	public static Hash node(Hash left, Hash right) {
		MessageDigest digest = sha256();
		digest.update(NODE);
		digest.update(left.shared());
		digest.update(right.shared());
		return Hash.owned(digest.digest());
	}

	/** The root of the tree without leaves: SHA-256 of nothing. */
	public static Hash emptyRoot() {
		return EMPTY_ROOT;
	}

	private static MessageDigest sha256() {
		try {
			return MessageDigest.getInstance("SHA-256");
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException("Every JDK has SHA-256", ex);
		}
	}

}
