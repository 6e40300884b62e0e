package rootpassword.web.reset;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;
import rootpassword.reset.command.IdempotencyKey;

/**
 * The header {@code Idempotency-Key}: a string of RFC 9651, whose parameters are ignored,
 * or an unquoted key, which many clients send.
 */
final class IdempotencyKeyHeader {

	static final String NAME = "Idempotency-Key";

	/** The string without its quotes is group 1. */
	private static final Pattern SYNTAX = Pattern
		.compile("\"((?:[ -~&&[^\"\\\\]]|\\\\[\"\\\\]){1," + IdempotencyKey.MAX_LENGTH + "})\"(?: *;[ -~]*)?"
				+ "|[A-Za-z0-9._~-]{1," + IdempotencyKey.MAX_LENGTH + "}");

	private IdempotencyKeyHeader() {
	}

	/** The key, or {@code null} if the header does not match {@link #SYNTAX}. */
	static @Nullable IdempotencyKey parse(String header) {
		Matcher matcher = SYNTAX.matcher(header);
		if (!matcher.matches()) {
			return null;
		}
		String quoted = matcher.group(1);
		return new IdempotencyKey((quoted != null) ? quoted.replaceAll("\\\\(.)", "$1") : header);
	}

}
