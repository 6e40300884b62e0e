package rootpassword.evidence.note;

/**
 * The rules for names of keys, origins and texts of notes.
 */
final class Names {

	private Names() {
	}

	/**
	 * The name of a key, if it is valid.
	 * @throws IllegalArgumentException if it is empty, or contains a plus, a space or a
	 * control character
	 */
	static String checked(String name) {
		boolean valid = !name.isEmpty() && name.codePoints()
			.noneMatch((character) -> character == '+' || Character.isISOControl(character)
					|| Character.isSpaceChar(character) || isSurrogate(character));
		if (!valid) {
			throw new IllegalArgumentException("A key has a name without spaces, plus and control characters");
		}
		return name;
	}

	/**
	 * A text of complete lines, if it is valid.
	 * @throws IllegalArgumentException if it does not end with a line feed, or contains
	 * other control characters or unpaired surrogates
	 */
	static String checkedLines(String text) {
		if (!text.endsWith("\n")) {
			throw new IllegalArgumentException("A note ends with a line feed");
		}
		if (text.codePoints()
			.anyMatch((character) -> (character < ' ' && character != '\n') || isSurrogate(character))) {
			throw new IllegalArgumentException("A note contains no control character but line feeds");
		}
		return text;
	}

	private static boolean isSurrogate(int codePoint) {
		return codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE;
	}

}
