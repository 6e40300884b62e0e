package rootpassword.evidence.note;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.interfaces.EdECPrivateKey;
import java.security.spec.NamedParameterSpec;
import java.util.Arrays;

import rootpassword.keys.Ed25519;

/** Signs notes with an Ed25519 key. */
public final class NoteSigner {

	private final PrivateKey key;

	private final VerifierKey verifierKey;

	/**
	 * A signer with a name, which is the origin for the key of a log.
	 * @throws IllegalArgumentException if it is not a name, or the key is of another type
	 */
	public NoteSigner(String name, PrivateKey ed25519) {
		this.key = ed25519;
		this.verifierKey = new VerifierKey(name, typeAndKey(VerifierKey.NOTE, ed25519));
		if (!this.verifierKey.verifies("", sign(ed25519, ""))) {
			throw new IllegalStateException("The JDK has made another public key");
		}
	}

	public VerifierKey verifierKey() {
		return this.verifierKey;
	}

	/** The signature line of a text, for {@link SignedNote#with}. */
	public String sign(String text) {
		return SignedNote.signatureLine(this.verifierKey, sign(this.key, SignedNote.checkedText(text)));
	}

	static byte[] sign(PrivateKey key, String text) {
		try {
			Signature signature = Signature.getInstance(Ed25519.NAME);
			signature.initSign(key);
			signature.update(text.getBytes(StandardCharsets.UTF_8));
			return signature.sign();
		}
		catch (GeneralSecurityException ex) {
			throw new IllegalStateException("The JDK cannot sign with the key", ex);
		}
	}

	/**
	 * The public key behind the byte of its type. A trick, because the JDK derives a
	 * public key only when it generates a pair: a source of randomness that returns the
	 * bytes of this private key makes it generate this pair.
	 */
	static byte[] typeAndKey(byte type, PrivateKey key) {
		if (!(key instanceof EdECPrivateKey edwards) || !edwards.getParams().getName().equals(Ed25519.NAME)) {
			throw new IllegalArgumentException("The key is not an Ed25519 private key but " + key.getAlgorithm());
		}
		byte[] seed = edwards.getBytes()
			.orElseThrow(() -> new IllegalArgumentException("The bytes of the private key are not accessible"));
		try {
			KeyPairGenerator generator = KeyPairGenerator.getInstance(Ed25519.NAME);
			generator.initialize(NamedParameterSpec.ED25519, new SecureRandom() {
				@Override
				public void nextBytes(byte[] filled) {
					System.arraycopy(seed, 0, filled, 0, filled.length);
				}
			});
			byte[] x509 = generator.generateKeyPair().getPublic().getEncoded();
			byte[] typeAndKey = Arrays.copyOfRange(x509, x509.length - 1 - Ed25519.KEY_LENGTH, x509.length);
			typeAndKey[0] = type;
			return typeAndKey;
		}
		catch (GeneralSecurityException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
