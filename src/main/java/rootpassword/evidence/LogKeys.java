package rootpassword.evidence;

import java.nio.file.Path;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.util.Base64;
import java.util.List;

import org.springframework.boot.ssl.pem.PemContent;
import org.springframework.util.StringUtils;
import rootpassword.evidence.note.NoteSigner;
import rootpassword.evidence.note.VerifierKey;
import rootpassword.keys.Ed25519;
import rootpassword.keys.KeyFile;
import rootpassword.settings.DatabaseUrl;
import rootpassword.settings.Settings;

/**
 * The keys of the log, of which the first one signs. They are never stored in the
 * database, because its owner could otherwise sign a forged trail.
 */
record LogKeys(List<NoteSigner> signers) {

	private static final String NAME = EvidenceProperties.PREFIX + "key-file";

	/**
	 * Reads the configured keys. Without any, an embedded database gets a key of its own,
	 * and another database is refused.
	 */
	static LogKeys of(EvidenceProperties properties, String url) {
		String origin = properties.origin();
		if (properties.keyFile() != null) {
			return new LogKeys(List.of(signer(origin, NAME, properties.keyFile())));
		}
		if (!properties.keyFiles().isEmpty()) {
			return new LogKeys(properties.keyFiles().stream().map((file) -> signer(origin, NAME + "s", file)).toList());
		}
		if (DatabaseUrl.isInMemory(url)) {
			return new LogKeys(List.of(new NoteSigner(origin, newKey())));
		}
		KeyFile file = KeyFile.besideDatabase(NAME, url, "evidence.key")
			.orElseThrow(() -> Settings.refused(NAME,
					"must name a file with an Ed25519 private key (PKCS#8 PEM), the same for all replicas"));
		return new LogKeys(List.of(signer(origin, file, file.readOrCreate(LogKeys::newPem))));
	}

	List<VerifierKey> verifierKeys() {
		return this.signers.stream().map(NoteSigner::verifierKey).toList();
	}

	private static NoteSigner signer(String origin, String property, Path path) {
		KeyFile file = KeyFile.namedBy(property, path);
		return signer(origin, file, file.read());
	}

	private static NoteSigner signer(String origin, KeyFile file, String pem) {
		try {
			PrivateKey key = PemContent.of(pem).getPrivateKey();
			// Of several keys the library returns the first one
			if (key != null && StringUtils.countOccurrencesOf(pem, "-----BEGIN ") == 1) {
				return new NoteSigner(origin, key);
			}
		}
		catch (IllegalArgumentException | IllegalStateException ex) {
			// Refused
		}
		throw file.refused("is not an Ed25519 private key in PEM (BEGIN PRIVATE KEY)");
	}

	private static String newPem() {
		return "-----BEGIN PRIVATE KEY-----\n" + Base64.getEncoder().encodeToString(newKey().getEncoded())
				+ "\n-----END PRIVATE KEY-----\n";
	}

	private static PrivateKey newKey() {
		try {
			return KeyPairGenerator.getInstance(Ed25519.NAME).generateKeyPair().getPrivate();
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException("Every JDK has Ed25519", ex);
		}
	}

}
