package rootpassword.reset;

import java.util.regex.Pattern;

/**
 * The caller's own name for a request, under which it can be repeated without harm; 1 to
 * 255 printable ASCII characters.
 */
public record IdempotencyKey(String value) {

	/** The longest key. */
	public static final int MAX_LENGTH = 255;

	private static final Pattern SYNTAX = Pattern.compile("[\\x20-\\x7e]{1," + MAX_LENGTH + "}");

	/**
	 * Takes the key as it stands.
	 * @throws IllegalArgumentException if it is empty, too long or not printable ASCII
	 */
	public IdempotencyKey {
		if (!isValid(value)) {
			throw new IllegalArgumentException("A key has 1 to " + MAX_LENGTH + " printable ASCII characters");
		}
	}

	public static boolean isValid(String candidate) {
		return SYNTAX.matcher(candidate).matches();
	}

}
