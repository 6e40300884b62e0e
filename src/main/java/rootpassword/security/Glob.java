package rootpassword.security;

import java.util.stream.IntStream;
import java.util.stream.Stream;

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
	 * Whether some instance id matches. The end of such an id can be the rest of the
	 * pattern from some place on, without its stars, or one more character for a star.
	 */
	boolean matchesSomeInstance() {
		return IntStream.rangeClosed(0, this.pattern.length())
			.mapToObj((i) -> "dds-" + this.pattern.substring(i).replace("*", ""))
			.flatMap((id) -> Stream.of(id, id + "a"))
			.anyMatch((id) -> InstanceId.isValid(id) && matches(id));
	}

}
