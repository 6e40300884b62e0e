package rootpassword.evidence.tree;

import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;

import org.jspecify.annotations.Nullable;
import rootpassword.keys.Hashes;

/**
 * A SHA-256 hash: a leaf or a node of the tree of RFC 6962, section 2.1. Leaves and nodes
 * are hashed with different prefixes, so that no leaf can pass for a node.
 */
public final class Hash {

	public static final int LENGTH = 32;

	/** The root of the tree without leaves: SHA-256 of nothing. */
	public static final Hash EMPTY_ROOT = new Hash(Hashes.sha256());

	private static final byte[] LEAF = { 0 };

	private static final byte[] NODE = { 1 };

	private final byte[] bytes;

	private Hash(byte[] bytes) {
		if (bytes.length != LENGTH) {
			throw new IllegalArgumentException("A hash has 32 bytes, not " + bytes.length);
		}
		this.bytes = bytes;
	}

	public static Hash of(byte[] bytes) {
		return new Hash(bytes.clone());
	}

	/** SHA-256(0x00 ‖ content). */
	public static Hash ofLeaf(byte[] content) {
		return new Hash(Hashes.sha256(LEAF, content));
	}

	/** SHA-256(0x01 ‖ left ‖ right). */
	public static Hash ofNode(Hash left, Hash right) {
		return new Hash(Hashes.sha256(NODE, left.bytes, right.bytes));
	}

	/**
	 * Reads a hash.
	 * @throws IllegalArgumentException if {@link #base64} would write it differently
	 */
	public static Hash parse(String base64) {
		Hash hash = new Hash(Base64.getDecoder().decode(base64));
		if (!hash.base64().equals(base64)) {
			throw new IllegalArgumentException("The text is not in strict base64");
		}
		return hash;
	}

	public byte[] bytes() {
		return this.bytes.clone();
	}

	public String base64() {
		return Base64.getEncoder().encodeToString(this.bytes);
	}

	@Override
	public boolean equals(@Nullable Object other) {
		return other instanceof Hash hash && Arrays.equals(this.bytes, hash.bytes);
	}

	@Override
	public int hashCode() {
		return Arrays.hashCode(this.bytes);
	}

	@Override
	public String toString() {
		return HexFormat.of().formatHex(this.bytes);
	}

}
