package rootpassword.evidence;

import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import rootpassword.evidence.note.NoteSigner;
import rootpassword.settings.DatabaseUrl;
import rootpassword.keys.KeyFile;
import rootpassword.settings.Settings;

/**
 * The keys of the log, from files in PEM. They are never stored in the database, whose
 * owner could sign another trail with them.
 *
 * @param signers at least one; the first one signs
 */
record LogKeys(List<NoteSigner> signers) {

	private static final String NAME = EvidenceProperties.PREFIX + "key-file";

	private static final String ALGORITHM = "Ed25519";

	private static final String BEGIN = "-----BEGIN PRIVATE KEY-----";

	private static final String END = "-----END PRIVATE KEY-----";

	private static final Pattern PEM = Pattern.compile(BEGIN + "\\s+([A-Za-z0-9+/=\\s]+)" + END + "\\s*");

	/**
	 * Reads the configured keys. Without any, an embedded database has its own key.
	 * @throws InvalidConfigurationPropertyValueException if a key cannot be read, or
	 * there is none for a database that replicas can share
	 */
	static LogKeys of(EvidenceProperties properties, String url) {
		List<Path> files = properties.allKeyFiles();
		if (!files.isEmpty()) {
			String name = (properties.keyFile() != null) ? NAME : NAME + "s";
			return new LogKeys(files.stream()
				.map((path) -> KeyFile.namedBy(name, path))
				.map((file) -> signer(properties.origin(), file.read(), file))
				.toList());
		}
		if (DatabaseUrl.isInMemory(url)) {
			return new LogKeys(List.of(NoteSigner.of(properties.origin(), newKey())));
		}
		KeyFile file = KeyFile.besideDatabase(NAME, url, "evidence.key")
			.orElseThrow(() -> Settings.refused(NAME,
					"must name a file with an Ed25519 private key (PKCS#8 PEM), the same for all replicas"));
		return new LogKeys(List.of(signer(properties.origin(), file.readOrCreate(() -> pem(newKey())), file)));
	}

	private static NoteSigner signer(String origin, String pem, KeyFile file) {
		Matcher body = PEM.matcher(pem);
		if (!body.matches()) {
			throw file.refused("is not one private key in PEM (BEGIN PRIVATE KEY)");
		}
		try {
			return NoteSigner.of(origin, KeyFactory.getInstance(ALGORITHM)
				.generatePrivate(new PKCS8EncodedKeySpec(Base64.getMimeDecoder().decode(body.group(1)))));
		}
		catch (GeneralSecurityException | IllegalArgumentException ex) {
			throw file.refused("has no Ed25519 private key");
		}
	}

	private static PrivateKey newKey() {
		try {
			return KeyPairGenerator.getInstance(ALGORITHM).generateKeyPair().getPrivate();
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException("Every JDK has Ed25519", ex);
		}
	}

	private static String pem(PrivateKey key) {
		return BEGIN + "\n" + Base64.getEncoder().encodeToString(key.getEncoded()) + "\n" + END + "\n";
	}

}
