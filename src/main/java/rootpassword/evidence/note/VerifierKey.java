package rootpassword.evidence.note;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.PublicKey;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;

import rootpassword.keys.Ed25519;
import rootpassword.keys.Hashes;

/**
 * An Ed25519 public key in the form of C2SP: {@code <name>+<id>+<base64>}. The id depends
 * on name, type and key.
 */
public final class VerifierKey {

	/** The type of a key that signs the text of a note. */
	static final byte NOTE = 1;

	/** The type of a witness, which signs a time and the text of a checkpoint. */
	static final byte COSIGNATURE = 4;

	/** Neither plus, space, control character nor half a surrogate pair. */
	static final String NAME = "[^+\\p{Z}\\p{Cc}\\p{Cs}]+";

	private final String name;

	private final boolean witness;

	private final PublicKey key;

	private final int id;

	private final String text;

	/** The byte of the type and the key are what C2SP encodes and hashes. */
	VerifierKey(String name, byte[] typeAndKey) {
		if (typeAndKey.length != 1 + Ed25519.KEY_LENGTH || (typeAndKey[0] != NOTE && typeAndKey[0] != COSIGNATURE)) {
			throw new IllegalArgumentException("A verifier key has the type 1 or 4, and 32 bytes");
		}
		if (!name.matches(NAME)) {
			throw new IllegalArgumentException("A key has a name without spaces, plus and control characters");
		}
		this.name = name;
		this.witness = typeAndKey[0] == COSIGNATURE;
		this.key = Ed25519.publicKey(Arrays.copyOfRange(typeAndKey, 1, typeAndKey.length));
		this.id = ByteBuffer.wrap(Hashes.sha256((name + "\n").getBytes(StandardCharsets.UTF_8), typeAndKey)).getInt();
		this.text = name + "+" + HexFormat.of().toHexDigits(this.id) + "+"
				+ Base64.getEncoder().encodeToString(typeAndKey);
	}

	/**
	 * Reads a key.
	 * @throws IllegalArgumentException if {@link #toString} would write it differently
	 */
	public static VerifierKey parse(String text) {
		// The base64 itself may contain plus signs
		String[] parts = text.split("\\+", 3);
		if (parts.length < 3) {
			throw new IllegalArgumentException("A verifier key is <name>+<8 hexadecimal digits>+<base64>");
		}
		VerifierKey key = new VerifierKey(parts[0], Base64.getDecoder().decode(parts[2]));
		if (!key.text.equals(text)) {
			throw new IllegalArgumentException("The id of the verifier key does not belong to its name and bytes");
		}
		return key;
	}

	public String name() {
		return this.name;
	}

	/** Whether the key is that of a witness; otherwise it is that of a log. */
	public boolean isWitness() {
		return this.witness;
	}

	int id() {
		return this.id;
	}

	/** Whether this key has made the signature of the text. */
	boolean verifies(String text, byte[] signature) {
		if (!this.witness) {
			return verifiesBytes(text, signature);
		}
		long time = (signature.length > Long.BYTES) ? ByteBuffer.wrap(signature).getLong() : -1;
		return time >= 0
				&& verifiesBytes(cosigned(time, text), Arrays.copyOfRange(signature, Long.BYTES, signature.length));
	}

	private boolean verifiesBytes(String text, byte[] signature) {
		return Ed25519.verifies(this.key, text.getBytes(StandardCharsets.UTF_8), signature);
	}

	/** The text that a witness signs, with a time in seconds since the epoch. */
	static String cosigned(long time, String text) {
		return "cosignature/v1\ntime " + time + "\n" + text;
	}

	@Override
	public String toString() {
		return this.text;
	}

}
