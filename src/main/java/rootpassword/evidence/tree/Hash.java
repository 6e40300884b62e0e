package rootpassword.evidence.tree;

import java.util.Arrays;
import java.util.HexFormat;

import org.jspecify.annotations.Nullable;

/**
 * A SHA-256 hash: a leaf or a node of the tree.
 */
public final class Hash {

	/** The number of bytes. */
	public static final int LENGTH = 32;

	private final byte[] bytes;

	private Hash(byte[] bytes) {
		this.bytes = bytes;
	}

	/**
	 * A hash of these bytes, which are copied.
	 * @throws IllegalArgumentException if there are not exactly 32
	 */
	public static Hash of(byte[] bytes) {
		return owned(bytes.clone());
	}

	/**
	 * A hash in strict base64, 44 characters.
	 * @throws IllegalArgumentException if the text is anything else
	 */
	public static Hash parse(String base64) {
		return owned(StrictBase64.decode(base64));
	}

	static Hash owned(byte[] bytes) {
		if (bytes.length != LENGTH) {
			throw new IllegalArgumentException("A hash has 32 bytes, not " + bytes.length);
		}
		return new Hash(bytes);
	}

	public byte[] bytes() {
		return this.bytes.clone();
	}

	byte[] shared() {
		return this.bytes;
	}

	public String base64() {
		return StrictBase64.encode(this.bytes);
	}

	@Override
	public boolean equals(@Nullable Object other) {
		return other instanceof Hash hash && Arrays.equals(this.bytes, hash.bytes);
	}

	@Override
	public int hashCode() {
		return Arrays.hashCode(this.bytes);
	}

	/** In hexadecimal. */
	@Override
	public String toString() {
		return HexFormat.of().formatHex(this.bytes);
	}

}
