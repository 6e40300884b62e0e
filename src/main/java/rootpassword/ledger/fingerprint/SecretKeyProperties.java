package rootpassword.ledger.fingerprint;

import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import rootpassword.keys.Hashes;
import rootpassword.settings.Settings;

/** The secret keys of the fingerprints. The first key computes them, all keys verify. */
@ConfigurationProperties("root-password")
record SecretKeyProperties(@DefaultValue List<Entry> secretKeys) {

	static final String NAME = "root-password.secret-keys";

	private static final Pattern ID = Pattern.compile("[A-Za-z0-9_-]{1,32}");

	public SecretKeyProperties {
		Set<String> ids = new HashSet<>();
		for (int i = 0; i < secretKeys.size(); i++) {
			Entry entry = secretKeys.get(i);
			String property = NAME + "[" + i + "]";
			if (entry.id == null || !ID.matcher(entry.id).matches()) {
				throw Settings.refused(property + ".id", "must be 1 to 32 letters, digits, hyphens or underscores");
			}
			if (!ids.add(entry.id)) {
				throw Settings.refused(property + ".id", "must not be that of an earlier key");
			}
			if (entry.key == null) {
				throw Settings.refused(property + ".key", "must be base64 of at least 32 random bytes");
			}
		}
	}

	List<Fingerprints.Key> keys() {
		return this.secretKeys.stream().map(Entry::toKey).toList();
	}

	/** A configured key. A record would show the key in its text. */
	static final class Entry {

		private static final int MIN_LENGTH = 32;

		private final @Nullable String id;

		private final @Nullable SecretKey key;

		Entry(@Nullable String id, @Nullable String key) {
			this.id = id;
			this.key = decode(key);
		}

		/** The key; {@code null} if the text is not base64 or too short. */
		static @Nullable SecretKey decode(@Nullable String base64) {
			try {
				byte[] bytes = Base64.getDecoder().decode((base64 != null) ? base64.strip() : "");
				return (bytes.length >= MIN_LENGTH) ? new SecretKeySpec(bytes, Hashes.HMAC_SHA256) : null;
			}
			catch (IllegalArgumentException ex) {
				return null;
			}
		}

		private Fingerprints.Key toKey() {
			if (this.id == null || this.key == null) {
				throw new IllegalStateException("the constructor has checked it");
			}
			return new Fingerprints.Key(this.id, this.key);
		}

	}

}
