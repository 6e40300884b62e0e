package rootpassword.alibaba.credentials;

import java.time.Duration;
import java.time.Instant;
import java.util.regex.Pattern;

import com.aliyuncs.auth.AlibabaCloudCredentials;
import com.aliyuncs.auth.BasicSessionCredentials;
import org.jspecify.annotations.Nullable;
import rootpassword.alibaba.credentials.AccessKeys.NoCredentialsException;
import rootpassword.alibaba.transport.StrictJson;
import tools.jackson.databind.JsonNode;

/** An access key that expires. */
record TemporaryKey(AlibabaCloudCredentials credentials, Instant received, Instant expires) {

	/** A token or a part of a key. */
	static final Pattern WORD = Pattern.compile("[!-~]+");

	private static final Duration MAX_MARGIN = Duration.ofSeconds(10);

	/**
	 * Reads the key.
	 * @throws NoCredentialsException if it is incomplete or has expired
	 */
	static TemporaryKey read(@Nullable JsonNode key, Instant now) throws NoCredentialsException {
		String id = StrictJson.text(key, "AccessKeyId", WORD);
		String secret = StrictJson.text(key, "AccessKeySecret", WORD);
		String token = StrictJson.text(key, "SecurityToken", WORD);
		Instant expires = StrictJson.time(key, "Expiration");
		if (id == null || secret == null || token == null || expires == null) {
			throw new NoCredentialsException("HTTP 200 without a readable key");
		}
		if (!expires.isAfter(now)) {
			throw new NoCredentialsException("the key was already expired");
		}
		return new TemporaryKey(new BasicSessionCredentials(id, secret, token), now, expires);
	}

	Duration lifetime() {
		return Duration.between(this.received, this.expires);
	}

	/**
	 * The end of use. It is before the expiry, since a request takes time to arrive.
	 */
	Instant usableUntil() {
		Duration margin = lifetime().dividedBy(10);
		return this.expires.minus((margin.compareTo(MAX_MARGIN) < 0) ? margin : MAX_MARGIN);
	}

}
