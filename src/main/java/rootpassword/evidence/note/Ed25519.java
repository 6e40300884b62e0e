package rootpassword.evidence.note;

import java.security.GeneralSecurityException;
import java.security.InvalidAlgorithmParameterException;
import java.security.KeyFactory;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.interfaces.EdECPrivateKey;
import java.security.spec.NamedParameterSpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * Ed25519 with keys of 32 bytes (RFC 8032), by means of the JDK.
 */
final class Ed25519 {

	static final int KEY_LENGTH = 32;

	static final int SIGNATURE_LENGTH = 64;

	private static final String NAME = NamedParameterSpec.ED25519.getName();

	/** The bytes before the 32 bytes of an X.509 key (RFC 8410). */
	private static final byte[] X509_HEAD = HexFormat.of().parseHex("302a300506032b6570032100");

	private Ed25519() {
	}

	/**
	 * The public key with these 32 bytes.
	 * @throws IllegalArgumentException if they are no public key
	 */
	static PublicKey publicKey(byte[] raw) {
		byte[] encoded = Arrays.copyOf(X509_HEAD, X509_HEAD.length + raw.length);
		System.arraycopy(raw, 0, encoded, X509_HEAD.length, raw.length);
		try {
			PublicKey key = KeyFactory.getInstance(NAME).generatePublic(new X509EncodedKeySpec(encoded));
			// The factory does not check that the bytes are a point of the curve
			Signature.getInstance(NAME).initVerify(key);
			return key;
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException(ex);
		}
		catch (GeneralSecurityException ex) {
			throw new IllegalArgumentException("The bytes are no Ed25519 public key");
		}
	}

	/**
	 * The 32 bytes of the public key that belongs to a private key.
	 * @throws IllegalArgumentException if it is no Ed25519 key with accessible bytes
	 */
	static byte[] publicBytes(PrivateKey key) {
		if (!(key instanceof EdECPrivateKey edwards) || !edwards.getParams().getName().equals(NAME)) {
			throw new IllegalArgumentException("The key is no Ed25519 private key but " + key.getAlgorithm());
		}
		byte[] seed = edwards.getBytes()
			.orElseThrow(() -> new IllegalArgumentException("The bytes of the private key are not accessible"));
		byte[] encoded = generate(seed).getEncoded();
		byte[] raw = Arrays.copyOfRange(encoded, encoded.length - KEY_LENGTH, encoded.length);
		byte[] probe = new byte[] { 1 };
		if (!verifies(publicKey(raw), probe, sign(key, probe))) {
			throw new IllegalStateException("The JDK has made another public key");
		}
		return raw;
	}

	static byte[] sign(PrivateKey key, byte[] message) {
		try {
			Signature signature = Signature.getInstance(NAME);
			signature.initSign(key);
			signature.update(message);
			return signature.sign();
		}
		catch (GeneralSecurityException ex) {
			throw new IllegalStateException("The JDK cannot sign with the key", ex);
		}
	}

	static boolean verifies(PublicKey key, byte[] message, byte[] signed) {
		try {
			Signature signature = Signature.getInstance(NAME);
			signature.initVerify(key);
			signature.update(message);
			return signature.verify(signed);
		}
		catch (GeneralSecurityException ex) {
			return false;
		}
	}

	/**
	 * The JDK computes a public key only when it makes a key pair. A private key is 32
	 * random bytes, so its generator makes the pair of the bytes that it is given.
	 */
	private static PublicKey generate(byte[] seed) {
		try {
			KeyPairGenerator generator = KeyPairGenerator.getInstance(NAME);
			generator.initialize(NamedParameterSpec.ED25519, new Fixed(seed));
			return generator.generateKeyPair().getPublic();
		}
		catch (NoSuchAlgorithmException | InvalidAlgorithmParameterException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * A source of bytes that are known already.
	 */
	private static final class Fixed extends SecureRandom {

		private static final long serialVersionUID = 1;

		private final byte[] bytes;

		Fixed(byte[] bytes) {
			this.bytes = bytes;
		}

		@Override
		public void nextBytes(byte[] filled) {
			System.arraycopy(this.bytes, 0, filled, 0, filled.length);
		}

	}

}
