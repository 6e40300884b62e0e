package rootpassword.evidence.note;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Locale;

import org.jspecify.annotations.Nullable;
import rootpassword.evidence.tree.StrictBase64;
import rootpassword.keys.Hashes;

/**
 * An Ed25519 public key in the form of C2SP: {@code <name>+<id>+<base64>}. The id depends
 * on name, type and key.
 */
public final class VerifierKey {

	static final String ED25519 = "Ed25519";

	static final int KEY_LENGTH = 32;

	private static final int SIGNATURE_LENGTH = 64;

	private static final int TIME_LENGTH = 8;

	/** The bytes before the 32 bytes of an X.509 key (RFC 8410). */
	private static final byte[] X509_HEAD = HexFormat.of().parseHex("302a300506032b6570032100");

	private final String name;

	private final Type type;

	/** The code of the type, and the key: what C2SP encodes and hashes. */
	private final byte[] typeAndKey;

	private final PublicKey key;

	private final int id;

	VerifierKey(String name, Type type, byte[] bytes) {
		this.name = SignedNote.checkedName(name);
		this.type = type;
		this.typeAndKey = ByteBuffer.allocate(1 + bytes.length).put(type.code).put(bytes).array();
		this.key = publicKey(bytes);
		this.id = ByteBuffer.wrap(Hashes.sha256((name + "\n").getBytes(StandardCharsets.UTF_8), this.typeAndKey))
			.getInt();
	}

	/**
	 * Reads a key.
	 * @throws IllegalArgumentException if the text is not a key of type 0x01 or 0x04, or
	 * its id does not belong to it
	 */
	public static VerifierKey parse(String text) {
		// The base64 itself may contain plus signs
		String[] parts = text.split("\\+", 3);
		byte[] typeAndKey = (parts.length == 3) ? StrictBase64.decode(parts[2]) : new byte[0];
		if (typeAndKey.length != 1 + KEY_LENGTH) {
			throw new IllegalArgumentException("A verifier key is <name>+<8 hexadecimal digits>+<base64>");
		}
		VerifierKey key = new VerifierKey(parts[0], Type.of(typeAndKey[0]),
				Arrays.copyOfRange(typeAndKey, 1, typeAndKey.length));
		if (!key.toString().equals(text)) {
			throw new IllegalArgumentException("The id of the verifier key does not belong to its name and bytes");
		}
		return key;
	}

	private static PublicKey publicKey(byte[] bytes) {
		byte[] x509 = ByteBuffer.allocate(X509_HEAD.length + bytes.length).put(X509_HEAD).put(bytes).array();
		try {
			PublicKey key = KeyFactory.getInstance(ED25519).generatePublic(new X509EncodedKeySpec(x509));
			// The factory does not check that the bytes are a point of the curve
			Signature.getInstance(ED25519).initVerify(key);
			return key;
		}
		catch (GeneralSecurityException ex) {
			throw new IllegalArgumentException("The bytes are not an Ed25519 public key", ex);
		}
	}

	public String name() {
		return this.name;
	}

	public Type type() {
		return this.type;
	}

	int id() {
		return this.id;
	}

	/** Whether this key has made the signature of the text. */
	boolean verifies(String text, byte[] signature) {
		return switch (this.type) {
			case NOTE -> signature.length == SIGNATURE_LENGTH && verifiesBytes(text, signature);
			case COSIGNATURE -> {
				if (signature.length != TIME_LENGTH + SIGNATURE_LENGTH) {
					yield false;
				}
				long time = ByteBuffer.wrap(signature).getLong();
				yield time >= 0 && verifiesBytes(cosigned(time, text),
						Arrays.copyOfRange(signature, TIME_LENGTH, signature.length));
			}
		};
	}

	private boolean verifiesBytes(String text, byte[] signature) {
		try {
			Signature verifier = Signature.getInstance(ED25519);
			verifier.initVerify(this.key);
			verifier.update(text.getBytes(StandardCharsets.UTF_8));
			return verifier.verify(signature);
		}
		catch (GeneralSecurityException ex) {
			return false;
		}
	}

	/**
	 * The text that a witness signs.
	 * @param time in seconds since the epoch
	 */
	static String cosigned(long time, String text) {
		return "cosignature/v1\ntime " + time + "\n" + text;
	}

	@Override
	public boolean equals(@Nullable Object other) {
		return other instanceof VerifierKey key && toString().equals(key.toString());
	}

	@Override
	public int hashCode() {
		return this.id;
	}

	/** As {@link #parse} reads it. */
	@Override
	public String toString() {
		return String.format(Locale.ROOT, "%s+%08x+%s", this.name, this.id, StrictBase64.encode(this.typeAndKey));
	}

	/**
	 * The use of a key.
	 */
	public enum Type {

		/** The text of a note. */
		NOTE((byte) 1),

		/** A time and the text of a checkpoint, as a witness ({@code cosignature/v1}). */
		COSIGNATURE((byte) 4);

		private final byte code;

		Type(byte code) {
			this.code = code;
		}

		private static Type of(byte code) {
			return Arrays.stream(values())
				.filter((type) -> type.code == code)
				.findFirst()
				.orElseThrow(() -> new IllegalArgumentException("Not a verifier key of type 1 or 4, but " + code));
		}

	}

}
