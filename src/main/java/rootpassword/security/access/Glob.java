package rootpassword.security.access;

/**
 * A text in which {@code *} stands for any run of characters.
 */
record Glob(String pattern) {

	/**
	 * Whether it stands for the whole text. Never takes more steps than the product of
	 * both lengths, however many stars there are: only the last star is ever tried again.
	 */
	boolean matches(CharSequence text) {
		int next = 0;
		int star = -1;
		int afterStar = 0;
		int i = 0;
		while (i < text.length()) {
			if (next < this.pattern.length() && this.pattern.charAt(next) == '*') {
				star = next++;
				afterStar = i;
			}
			else if (next < this.pattern.length() && this.pattern.charAt(next) == text.charAt(i)) {
				next++;
				i++;
			}
			else if (star >= 0) {
				// The last star takes one character more
				next = star + 1;
				i = ++afterStar;
			}
			else {
				return false;
			}
		}
		while (next < this.pattern.length() && this.pattern.charAt(next) == '*') {
			next++;
		}
		return next == this.pattern.length();
	}

}
