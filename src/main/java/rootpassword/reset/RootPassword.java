package rootpassword.reset;

/**
 * The password on its way from the request to the provider; whoever prints, logs or
 * serialises it sees only that it is there. It may break every rule:
 * {@link PasswordPolicy} says whether it may be sent.
 */
public final class RootPassword {

	private static final int SHORTEST_PART = 8;

	// Transient, so that no writer that goes by fields finds it
	private final transient char[] characters;

	public RootPassword(char[] characters) {
		this.characters = characters.clone();
	}

	/**
	 * The password in clear text. The gateway that builds the provider's request is its
	 * only caller, and a test holds it to that.
	 */
	public String reveal() {
		return new String(this.characters);
	}

	/**
	 * Whether the text holds the password, or a part of it of at least
	 * {@value #SHORTEST_PART} characters. A shorter password is in no text: no instance
	 * takes it.
	 */
	public boolean occursIn(CharSequence text) {
		CharSequence password = characters();
		for (int start = 0; start + SHORTEST_PART <= password.length(); start++) {
			CharSequence part = password.subSequence(start, start + SHORTEST_PART);
			for (int place = 0; place + SHORTEST_PART <= text.length(); place++) {
				if (CharSequence.compare(part, text.subSequence(place, place + SHORTEST_PART)) == 0) {
					return true;
				}
			}
		}
		return false;
	}

	int length() {
		return this.characters.length;
	}

	/**
	 * A view for the rules of this package; it shares the characters, so that checking
	 * leaves no copy behind.
	 */
	CharSequence characters() {
		return java.nio.CharBuffer.wrap(this.characters).asReadOnlyBuffer();
	}

	@Override
	public String toString() {
		return "RootPassword[redacted]";
	}

}
