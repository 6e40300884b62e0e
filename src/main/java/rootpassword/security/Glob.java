package rootpassword.security;

import java.util.stream.IntStream;

import rootpassword.reset.command.InstanceId;

/** A text pattern in which {@code *} matches any characters. */
record Glob(String pattern) {

	/**
	 * Whether the pattern matches the whole text. It takes the first place that fits each
	 * part between two stars and never goes back, so a hostile pattern costs no more than
	 * the product of both lengths.
	 */
	boolean matches(String text) {
		String[] parts = this.pattern.split("\\*", -1);
		String last = parts[parts.length - 1];
		if (parts.length == 1 || !text.startsWith(parts[0]) || !text.endsWith(last)) {
			return text.equals(this.pattern);
		}
		int from = parts[0].length();
		for (int i = 1; i < parts.length - 1; i++) {
			int found = text.indexOf(parts[i], from);
			if (found < 0) {
				return false;
			}
			from = found + parts[i].length();
		}
		return from <= text.length() - last.length();
	}

	/**
	 * Whether some instance id matches. The hyphen of the id is a hyphen of the pattern
	 * or belongs to a star, so each of them is tried.
	 */
	boolean matchesSomeInstance() {
		return IntStream.range(0, this.pattern.length()).anyMatch((i) -> {
			String star = this.pattern.startsWith("*", i) ? "*" : "";
			String rest = star + this.pattern.substring(i + 1);
			// A star stands for one character where the rest has no other
			String filled = rest.replace("*", "");
			return (!star.isEmpty() || this.pattern.charAt(i) == '-')
					&& new Glob(this.pattern.substring(0, i) + star).matches("dds")
					&& InstanceId.isValid("dds-" + ((filled.isEmpty() && !rest.isEmpty()) ? "a" : filled));
		});
	}

}
