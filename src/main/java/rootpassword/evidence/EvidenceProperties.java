package rootpassword.evidence;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import rootpassword.evidence.note.VerifierKey;
import rootpassword.http.SafeUrl;
import rootpassword.settings.Settings;

/**
 * The configuration of the evidence.
 *
 * @param origin the name of the log, the first line of every checkpoint
 * @param keyFiles the private keys during a rotation; the first one signs
 */
@ConfigurationProperties("root-password.evidence")
record EvidenceProperties(@DefaultValue("root-password") String origin, @Nullable Path keyFile,
		@DefaultValue List<Path> keyFiles, @DefaultValue("2s") Duration interval, @Nullable Path anchorFile,
		@DefaultValue List<Witness> witnesses) {

	static final String PREFIX = "root-password.evidence.";

	/** C2SP: the name of a key, and the first line of a checkpoint. */
	private static final String ORIGIN = "[!-*,-~]{1,100}";

	EvidenceProperties {
		check(origin.matches(ORIGIN), "origin", "must be 1 to 100 ASCII characters other than space and plus");
		check(keyFile == null || keyFiles.isEmpty(), "key-files", "must not be set together with key-file");
		check(interval.toMillis() >= 100 && interval.toMillis() <= 10_000, "interval", "must be from 100ms to 10s");
		for (int i = 0; i < witnesses.size(); i++) {
			String name = "witnesses[" + i + "]";
			check(witnesses.get(i).isSafe(), name + ".url", "must be an https URL, or an http URL of this machine");
			check(witnesses.get(i).hasKey(), name + ".key", "must be a verifier key of the type cosignature/v1");
		}
	}

	Map<URI, VerifierKey> witnessKeys() {
		Map<URI, VerifierKey> keys = new LinkedHashMap<>();
		this.witnesses.forEach((witness) -> keys.put(Objects.requireNonNull(witness.url), witness.verifierKey()));
		return keys;
	}

	private static void check(boolean valid, String name, String rule) {
		Settings.require(valid, PREFIX + name, rule);
	}

	record Witness(@Nullable URI url, @DefaultValue("") String key) {

		private boolean isSafe() {
			return this.url != null && SafeUrl.isSafe(this.url) && this.url.getRawQuery() == null;
		}

		private boolean hasKey() {
			try {
				return verifierKey().isWitness();
			}
			catch (IllegalArgumentException ex) {
				return false;
			}
		}

		private VerifierKey verifierKey() {
			return VerifierKey.parse(this.key.strip());
		}

	}

}
