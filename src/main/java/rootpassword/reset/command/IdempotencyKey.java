package rootpassword.reset.command;

import java.util.regex.Pattern;

/**
 * An idempotency key: the caller's name for a request, so that a repeat does no harm. It
 * has 1 to 255 printable ASCII characters.
 */
public record IdempotencyKey(String value) {

	public static final int MAX_LENGTH = 255;

	private static final Pattern SYNTAX = Pattern.compile("[\\x20-\\x7e]{1," + MAX_LENGTH + "}");

	public IdempotencyKey {
		if (!isValid(value)) {
			throw new IllegalArgumentException("A key has 1 to " + MAX_LENGTH + " printable ASCII characters");
		}
	}

	public static boolean isValid(String candidate) {
		return SYNTAX.matcher(candidate).matches();
	}

}
