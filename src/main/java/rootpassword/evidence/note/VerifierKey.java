package rootpassword.evidence.note;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.PublicKey;
import java.util.Arrays;
import java.util.Locale;

import org.jspecify.annotations.Nullable;
import rootpassword.evidence.tree.StrictBase64;
import rootpassword.keys.Hashes;

/**
 * A public key in the form of C2SP: {@code <name>+<id>+<base64>}. The id depends on name,
 * type and key.
 */
public final class VerifierKey {

	private static final int TIME_LENGTH = 8;

	private final String name;

	private final Type type;

	private final byte[] bytes;

	private final PublicKey key;

	private final int id;

	VerifierKey(String name, Type type, byte[] bytes) {
		this.name = Names.checked(name);
		this.type = type;
		this.bytes = bytes.clone();
		this.key = Ed25519.publicKey(bytes);
		this.id = ByteBuffer.wrap(sha256(name, typed())).getInt();
	}

	/**
	 * Reads a key.
	 * @throws IllegalArgumentException if the text is no key of type 0x01 or 0x04, or its
	 * id does not belong to it
	 */
	public static VerifierKey parse(String text) {
		// The base64 may contain plus signs, too
		String[] parts = text.split("\\+", 3);
		byte[] typed = (parts.length == 3) ? StrictBase64.decode(parts[2]) : new byte[0];
		if (typed.length != 1 + Ed25519.KEY_LENGTH) {
			throw new IllegalArgumentException("A verifier key is <name>+<8 hexadecimal digits>+<base64>");
		}
		VerifierKey key = new VerifierKey(parts[0], Type.of(typed[0]), Arrays.copyOfRange(typed, 1, typed.length));
		if (!key.toString().equals(text)) {
			throw new IllegalArgumentException("The id of the verifier key does not belong to its name and bytes");
		}
		return key;
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
			case NOTE -> signature.length == Ed25519.SIGNATURE_LENGTH
					&& Ed25519.verifies(this.key, text.getBytes(StandardCharsets.UTF_8), signature);
			case COSIGNATURE ->
				signature.length == TIME_LENGTH + Ed25519.SIGNATURE_LENGTH && verifiesCosignature(text, signature);
		};
	}

	private boolean verifiesCosignature(String text, byte[] signature) {
		long time = ByteBuffer.wrap(signature).getLong();
		byte[] message = cosigned(time, text).getBytes(StandardCharsets.UTF_8);
		return time >= 0
				&& Ed25519.verifies(this.key, message, Arrays.copyOfRange(signature, TIME_LENGTH, signature.length));
	}

	/**
	 * The text that a witness signs.
	 * @param time in seconds since the epoch
	 */
	static String cosigned(long time, String text) {
		return "cosignature/v1\ntime " + time + "\n" + text;
	}

	private byte[] typed() {
		return ByteBuffer.allocate(1 + this.bytes.length).put(this.type.code).put(this.bytes).array();
	}

	private static byte[] sha256(String name, byte[] typed) {
		return Hashes.sha256((name + "\n").getBytes(StandardCharsets.UTF_8), typed);
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
		return String.format(Locale.ROOT, "%s+%08x+%s", this.name, this.id, StrictBase64.encode(typed()));
	}

	/**
	 * The use of a key.
	 */
	public enum Type {

		/** The text of a note, with Ed25519. */
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
