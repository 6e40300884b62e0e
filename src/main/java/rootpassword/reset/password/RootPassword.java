package rootpassword.reset.password;

import java.nio.CharBuffer;
import java.util.stream.IntStream;

/**
 * A password between the request and the provider. Printing, logging or serialising it
 * shows no character of it. It may break rules: {@link PasswordPolicy} checks them.
 */
public final class RootPassword {

	private static final int SHORTEST_PART = 8;

	// Transient, so that serialisers that read fields skip it
	private final transient char[] characters;

	public RootPassword(char[] characters) {
		this.characters = characters.clone();
	}

	/**
	 * The password in clear text, for the request to the provider. ArchitectureTests
	 * names the classes that may call this method and the next one.
	 */
	public String reveal() {
		return new String(this.characters);
	}

	/** A copy of the characters, which the caller must overwrite after use. */
	public char[] copy() {
		return this.characters.clone();
	}

	/**
	 * Whether the text contains the password or a part of at least
	 * {@value #SHORTEST_PART} characters. False for a shorter password, which no instance
	 * accepts.
	 */
	public boolean occursIn(CharSequence text) {
		return IntStream.rangeClosed(0, this.characters.length - SHORTEST_PART).anyMatch((start) -> {
			CharSequence part = view().subSequence(start, start + SHORTEST_PART);
			return IntStream.rangeClosed(0, text.length() - SHORTEST_PART)
				.anyMatch((place) -> CharSequence.compare(part, text.subSequence(place, place + SHORTEST_PART)) == 0);
		});
	}

	/** In characters of Unicode, not in units of UTF-16. */
	int length() {
		return Character.codePointCount(this.characters, 0, this.characters.length);
	}

	/** Leaves no copy in memory. Its text is the password. */
	CharSequence view() {
		return CharBuffer.wrap(this.characters);
	}

	@Override
	public String toString() {
		return "RootPassword[redacted]";
	}

}
