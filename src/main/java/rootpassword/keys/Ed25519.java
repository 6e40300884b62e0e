package rootpassword.keys;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.HexFormat;

/** Public keys and signatures of Ed25519 (RFC 8032), which every JDK has. */
public final class Ed25519 {

	/** The JDK's name of the algorithm. */
	public static final String NAME = "Ed25519";

	/** In bytes. */
	public static final int KEY_LENGTH = 32;

	private static final int SIGNATURE_LENGTH = 64;

	/** The bytes before a key in X.509 (RFC 8410). */
	private static final byte[] X509_HEAD = HexFormat.of().parseHex("302a300506032b6570032100");

	private Ed25519() {
	}

	/**
	 * The public key with these bytes.
	 * @throws IllegalArgumentException if they are not a point of the curve
	 */
	public static PublicKey publicKey(byte[] bytes) {
		try {
			byte[] x509 = ByteBuffer.allocate(X509_HEAD.length + bytes.length).put(X509_HEAD).put(bytes).array();
			PublicKey key = KeyFactory.getInstance(NAME).generatePublic(new X509EncodedKeySpec(x509));
			// The factory does not check the point
			Signature.getInstance(NAME).initVerify(key);
			return key;
		}
		catch (GeneralSecurityException ex) {
			throw new IllegalArgumentException("The bytes are not an Ed25519 public key", ex);
		}
	}

	/** Whether the key has made the signature of the message. */
	public static boolean verifies(PublicKey key, byte[] message, byte[] signature) {
		try {
			Signature verifier = Signature.getInstance(NAME);
			verifier.initVerify(key);
			verifier.update(message);
			return signature.length == SIGNATURE_LENGTH && verifier.verify(signature);
		}
		catch (GeneralSecurityException ex) {
			return false;
		}
	}

}
