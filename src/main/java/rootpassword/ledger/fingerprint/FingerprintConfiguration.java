package rootpassword.ledger.fingerprint;

import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;
import javax.sql.DataSource;

import org.springframework.boot.autoconfigure.AbstractDependsOnBeanFactoryPostProcessor;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import rootpassword.keys.Hashes;
import rootpassword.keys.KeyFile;
import rootpassword.settings.DatabaseUrl;
import rootpassword.settings.Settings;

/**
 * Provides the fingerprints with the secret keys that belong to the database. The keys
 * are never stored in the database itself.
 */
@Configuration(proxyBeanMethods = false)
final class FingerprintConfiguration {

	private static final Pattern LINE = Pattern.compile("([A-Za-z0-9_-]{1,32}):([A-Za-z0-9+/=]+)");

	/**
	 * Checks the keys before the migration, which is the first to connect. So a missing
	 * key is reported even if the database does not answer.
	 */
	@Bean
	static AbstractDependsOnBeanFactoryPostProcessor keysBeforeFirstConnection() {
		return new AbstractDependsOnBeanFactoryPostProcessor(DataSource.class, "fingerprints") {
		};
	}

	@Bean
	Fingerprints fingerprints(SecretKeyProperties properties, JdbcConnectionDetails database) {
		return fingerprints(properties.keys(), database.getJdbcUrl());
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
		if (DatabaseUrl.isInMemory(url)) {
			byte[] key = new byte[32];
			new SecureRandom().nextBytes(key);
			return new Fingerprints(
					List.of(new Fingerprints.Key("memory", new SecretKeySpec(key, Hashes.HMAC_SHA256))));
		}
		KeyFile file = KeyFile.besideDatabase(SecretKeyProperties.NAME, url, "secret.key")
			.orElseThrow(() -> Settings.refused(SecretKeyProperties.NAME,
					"must hold at least one key (.id and .key, base64 of at least 32 random bytes), the same for all replicas"));
		return new Fingerprints(List.of(key(file)));
	}

	/** The file has one line: the id of the key, a colon, and the key in base64. */
	private static Fingerprints.Key key(KeyFile file) {
		Matcher line = LINE.matcher(file.readOrCreate(FingerprintConfiguration::newLine).strip());
		SecretKey key = line.matches() ? SecretKeyProperties.Entry.decode(line.group(2)) : null;
		if (key == null) {
			throw file.refused("is damaged");
		}
		return new Fingerprints.Key(line.group(1), key);
	}

	private static String newLine() {
		SecureRandom random = new SecureRandom();
		byte[] id = new byte[4];
		byte[] key = new byte[32];
		random.nextBytes(id);
		random.nextBytes(key);
		return "file-" + HexFormat.of().formatHex(id) + ":" + Base64.getEncoder().encodeToString(key) + "\n";
	}

}
