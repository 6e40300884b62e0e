package rootpassword.kit.database;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

import rootpassword.evidence.note.NoteSigner;
import rootpassword.evidence.note.VerifierKey;

/**
 * A key file for the evidence, which all tests of this JVM share.
 */
public final class EvidenceKey {

	private static final KeyPair KEYS = newKeys();

	private static final Path FILE = create();

	private EvidenceKey() {
	}

	public static Path file() {
		return FILE;
	}

	/** The key that verifies what the file's key has signed. */
	public static VerifierKey verifierKey() {
		return signer().verifierKey();
	}

	/** Signs as a service with the file does. */
	public static NoteSigner signer() {
		return new NoteSigner("root-password", KEYS.getPrivate());
	}

	/** A new private key in PEM. */
	public static String newPem() {
		return pem(newKeys());
	}

	private static String pem(KeyPair keys) {
		return "-----BEGIN PRIVATE KEY-----\n" + Base64.getMimeEncoder().encodeToString(keys.getPrivate().getEncoded())
				+ "\n-----END PRIVATE KEY-----\n";
	}

	private static KeyPair newKeys() {
		try {
			return KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static Path create() {
		try {
			// With mode 0600
			Path file = Files.createTempFile("evidence", ".key");
			file.toFile().deleteOnExit();
			return Files.writeString(file, pem(KEYS));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
