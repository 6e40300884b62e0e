package rootpassword.reset.command;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** A pattern of instance ids, in which {@code *} matches any characters. */
public record InstanceGlob(String pattern) {

	private static final Pattern SYNTAX = Pattern.compile("[a-z0-9*-]{1,64}");

	/** The rule that a configured pattern breaks; empty if it breaks none. */
	public static Optional<String> brokenRule(String pattern) {
		if (!SYNTAX.matcher(pattern).matches()) {
			return Optional.of("must be an instance id in which * stands for any run of characters");
		}
		return new InstanceGlob(pattern).matchesSomeInstance() ? Optional.empty()
				: Optional.of("can match no instance id: they have the form " + InstanceId.PATTERN);
	}

	/**
	 * Whether each instance that this pattern matches is matched by one of the others.
	 */
	public boolean isCoveredBy(List<InstanceGlob> others) {
		// A star as text is matched by a star only
		String text = this.pattern.equals("*") ? "dds-*" : this.pattern;
		return others.stream().anyMatch((other) -> other.matches(text));
	}

	/** Whether some text matches both patterns. */
	public boolean overlaps(InstanceGlob other) {
		String one = this.pattern;
		String two = other.pattern;
		// Whether what is left from here and from there can match the same text
		boolean[][] overlap = new boolean[one.length() + 1][two.length() + 1];
		for (int i = one.length(); i >= 0; i--) {
			for (int j = two.length(); j >= 0; j--) {
				boolean more = i < one.length();
				boolean moreOfOther = j < two.length();
				boolean star = (more && one.charAt(i) == '*') || (moreOfOther && two.charAt(j) == '*');
				if (star) {
					overlap[i][j] = (more && overlap[i + 1][j]) || (moreOfOther && overlap[i][j + 1]);
				}
				else {
					overlap[i][j] = (more && moreOfOther) ? one.charAt(i) == two.charAt(j) && overlap[i + 1][j + 1]
							: more == moreOfOther;
				}
			}
		}
		return overlap[0][0];
	}

	public boolean matches(InstanceId instance) {
		return matches(instance.value());
	}

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
