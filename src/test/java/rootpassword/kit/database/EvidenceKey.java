package rootpassword.kit.database;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/**
 * A key file for the evidence, which all tests of this JVM share.
 */
public final class EvidenceKey {

	private static final Path FILE = create();

	private EvidenceKey() {
	}

	public static Path file() {
		return FILE;
	}

	/** A new private key in PEM. */
	public static String newPem() {
		try {
			byte[] key = KeyPairGenerator.getInstance("Ed25519").generateKeyPair().getPrivate().getEncoded();
			return "-----BEGIN PRIVATE KEY-----\n" + Base64.getMimeEncoder().encodeToString(key)
					+ "\n-----END PRIVATE KEY-----\n";
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
			return Files.writeString(file, newPem());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
