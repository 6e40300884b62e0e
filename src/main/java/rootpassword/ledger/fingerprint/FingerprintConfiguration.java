package rootpassword.ledger.fingerprint;

import java.security.SecureRandom;
import java.util.Base64;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;

import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
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

	private static final String PROPERTY = "root-password.secret-keys";

	private static final Pattern ID = Pattern.compile("[A-Za-z0-9_-]{1,32}");

	/** The minimum length of a key in bytes, and the length of a new one. */
	private static final int MIN_LENGTH = 32;

	private static final SecureRandom RANDOM = new SecureRandom();

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
			return new Fingerprints(
					List.of(new Fingerprints.Key("memory", new SecretKeySpec(randomKey(), Hashes.HMAC_SHA256))));
		}
		KeyFile file = KeyFile.besideDatabase(PROPERTY, url, "secret.key")
			.orElseThrow(() -> Settings.refused(PROPERTY,
					"must hold at least one key (.id and .key, base64 of at least 32 random bytes), the same for all replicas"));
		// One line: the id of the key, a colon, and the key in base64
		String[] line = file.readOrCreate(FingerprintConfiguration::newLine).strip().split(":", 2);
		Entry entry = new Entry(line[0], line[line.length - 1]);
		if (!entry.hasId() || entry.key == null) {
			throw file.refused("is damaged");
		}
		return new Fingerprints(List.of(new Fingerprints.Key(entry.id, entry.key)));
	}

	private static String newLine() {
		return "file-" + HexFormat.of().toHexDigits(RANDOM.nextInt()) + ":"
				+ Base64.getEncoder().encodeToString(randomKey()) + "\n";
	}

	private static byte[] randomKey() {
		byte[] key = new byte[MIN_LENGTH];
		RANDOM.nextBytes(key);
		return key;
	}

	/** The configured keys. The first one computes fingerprints, all of them verify. */
	@ConfigurationProperties("root-password")
	record SecretKeyProperties(@DefaultValue List<Entry> secretKeys) {

		SecretKeyProperties {
			Set<String> ids = new HashSet<>();
			for (int i = 0; i < secretKeys.size(); i++) {
				Entry entry = secretKeys.get(i);
				String property = PROPERTY + "[" + i + "]";
				Settings.require(entry.hasId(), property + ".id",
						"must be 1 to 32 letters, digits, hyphens or underscores");
				Settings.require(ids.add(entry.id), property + ".id", "must not be that of an earlier key");
				Settings.require(entry.key != null, property + ".key", "must be base64 of at least 32 random bytes");
			}
		}

		List<Fingerprints.Key> keys() {
			return this.secretKeys.stream()
				.map((entry) -> new Fingerprints.Key(entry.id, Objects.requireNonNull(entry.key)))
				.toList();
		}

	}

	/**
	 * The id and the key as they are written. A record would show the key in its text.
	 */
	static final class Entry {

		private final String id;

		/** {@code null} if the text is not base64, or is too short. */
		private final @Nullable SecretKey key;

		Entry(@Nullable String id, @Nullable String key) {
			this.id = Objects.requireNonNullElse(id, "");
			this.key = decode(Objects.requireNonNullElse(key, "").strip());
		}

		private static @Nullable SecretKey decode(String base64) {
			try {
				byte[] key = Base64.getDecoder().decode(base64);
				return (key.length >= MIN_LENGTH) ? new SecretKeySpec(key, Hashes.HMAC_SHA256) : null;
			}
			catch (IllegalArgumentException ex) {
				return null;
			}
		}

		private boolean hasId() {
			return ID.matcher(this.id).matches();
		}

	}

}
