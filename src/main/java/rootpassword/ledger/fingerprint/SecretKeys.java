package rootpassword.ledger.fingerprint;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import javax.crypto.spec.SecretKeySpec;

import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;

/**
 * Finds the secret keys for a database. They are never stored in the database itself.
 */
final class SecretKeys {

	private static final Pattern H2_FILE = Pattern
		.compile("jdbc:h2:(?:file:)?(?!mem:|tcp:|ssl:|zip:|nio[A-Za-z]*:|split:|async:|retry:|cluster:)([^;]+).*");

	private SecretKeys() {
	}

	/**
	 * Uses the configured keys. Without any, an embedded database has its own key.
	 * @throws InvalidConfigurationPropertyValueException if there is no key for a
	 * database that replicas can share
	 */
	static Fingerprints fingerprints(List<Fingerprints.Key> configured, String url) {
		if (!configured.isEmpty()) {
			return new Fingerprints(configured);
		}
		if (url.startsWith("jdbc:h2:mem:")) {
			byte[] key = new byte[32];
			new SecureRandom().nextBytes(key);
			return new Fingerprints(List.of(new Fingerprints.Key("memory", new SecretKeySpec(key, "HmacSHA256"))));
		}
		Matcher file = H2_FILE.matcher(url);
		if (file.matches()) {
			return new Fingerprints(List.of(new SecretKeyFile(directory(file.group(1))).key()));
		}
		throw new InvalidConfigurationPropertyValueException(SecretKeyProperties.NAME, null,
				"must hold at least one key (.id and .key, base64 of at least 32 random bytes), the same for all replicas");
	}

	private static Path directory(String database) {
		Path path = database.startsWith("~/") ? Path.of(System.getProperty("user.home"), database.substring(2))
				: Path.of(database);
		return (path.getParent() != null) ? path.getParent() : Path.of(".");
	}

}
