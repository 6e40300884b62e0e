package rootpassword.export;

import java.net.URI;
import java.util.Base64;
import java.util.List;
import java.util.regex.Pattern;

import javax.crypto.spec.SecretKeySpec;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import rootpassword.http.SafeUrl;
import rootpassword.keys.Hashes;
import rootpassword.settings.Settings;

/** Where the trail is exported to. */
@ConfigurationProperties("root-password.export")
record ExportProperties(@DefaultValue Otlp otlp, @DefaultValue Webhook webhook) {

	private static final String WEBHOOK = "root-password.export.webhook.";

	/** Whether rows are exported as log records to the collector of the traces. */
	record Otlp(@DefaultValue("false") boolean enabled) {
	}

	/** The webhook. A record would show its secrets in its text. */
	static final class Webhook {

		private static final String PREFIX_OF_SECRET = "whsec_";

		private static final Pattern BLANKS = Pattern.compile("\\s+");

		final @Nullable URI url;

		/** The keys of all signatures: more than one during a rotation. */
		final List<SecretKeySpec> keys;

		Webhook(@Nullable URI url, @Nullable String secret) {
			Settings.require(url == null || SafeUrl.isSafe(url), WEBHOOK + "url",
					"must be an https URL, or an http URL of this machine, without user and fragment");
			this.keys = (secret != null) ? BLANKS.splitAsStream(secret.strip()).map(Webhook::key).toList() : List.of();
			Settings.require((url != null) == !this.keys.isEmpty(), WEBHOOK + ((url != null) ? "secret" : "url"),
					"must be set together with the " + ((url != null) ? "url" : "secret") + " of the webhook");
			this.url = url;
		}

		private static SecretKeySpec key(String secret) {
			try {
				byte[] key = secret.startsWith(PREFIX_OF_SECRET)
						? Base64.getDecoder().decode(secret.substring(PREFIX_OF_SECRET.length())) : new byte[0];
				if (key.length >= 24 && key.length <= 64) {
					return new SecretKeySpec(key, Hashes.HMAC_SHA256);
				}
			}
			catch (IllegalArgumentException ex) {
				// Said below, without the value
			}
			throw Settings.refused(WEBHOOK + "secret", "must be " + PREFIX_OF_SECRET
					+ " and the base64 of 24 to 64 random bytes; several are separated by spaces");
		}

	}

}
