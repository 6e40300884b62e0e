package rootpassword.evidence.tree;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;

/** Base64 of RFC 4648, section 4: with padding, and one text for each array. */
public final class StrictBase64 {

	private StrictBase64() {
	}

	public static String encode(byte[] bytes) {
		return Base64.getEncoder().encodeToString(bytes);
	}

	/**
	 * Reads a text.
	 * @throws IllegalArgumentException if {@link #encode} would write them differently
	 */
	public static byte[] decode(String text) {
		byte[] bytes = Base64.getDecoder().decode(text);
		// The decoder of the JDK also takes missing padding and stray bits
		if (!Arrays.equals(Base64.getEncoder().encode(bytes), text.getBytes(StandardCharsets.ISO_8859_1))) {
			throw new IllegalArgumentException("The text is not in strict base64");
		}
		return bytes;
	}

}
