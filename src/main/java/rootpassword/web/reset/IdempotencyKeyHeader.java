package rootpassword.web.reset;

import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;
import rootpassword.reset.IdempotencyKey;

/**
 * Reads {@code Idempotency-Key}: a string of RFC 9651, or bare characters that need no
 * quotes, as many clients send it.
 */
final class IdempotencyKeyHeader {

	static final String NAME = "Idempotency-Key";

	/** Quotes, and every character escaped. */
	private static final int MAX_LENGTH = 2 * IdempotencyKey.MAX_LENGTH + 2;

	private static final Pattern QUOTED = Pattern.compile("\"((?:[ -~&&[^\"\\\\]]|\\\\[\"\\\\])*)\"");

	private static final Pattern BARE = Pattern.compile("[A-Za-z0-9._~-]+");

	private IdempotencyKeyHeader() {
	}

	/** The key, or {@code null} if the header holds none. */
	static @Nullable IdempotencyKey parse(String header) {
		if (header.length() > MAX_LENGTH) {
			return null;
		}
		var quoted = QUOTED.matcher(header);
		String key = header;
		if (quoted.matches()) {
			key = quoted.group(1).replaceAll("\\\\(.)", "$1");
		}
		else if (!BARE.matcher(header).matches()) {
			return null;
		}
		return IdempotencyKey.isValid(key) ? new IdempotencyKey(key) : null;
	}

}
