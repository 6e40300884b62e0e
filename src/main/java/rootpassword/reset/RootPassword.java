package rootpassword.reset;

/**
 * The password on its way from the request to the provider; whoever prints, logs or
 * serialises it sees only that it is there. It may break every rule:
 * {@link PasswordPolicy} says whether it may be sent.
 */
public final class RootPassword {

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
