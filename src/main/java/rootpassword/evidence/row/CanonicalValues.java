package rootpassword.evidence.row;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.UUID;
import java.util.regex.Pattern;

/** The canonical form of values: strings and integers. */
final class CanonicalValues {

	/** The largest integer that every JSON library keeps exact: 2^53 - 1. */
	static final long MAX_INTEGER = (1L << 53) - 1;

	private static final Pattern HALF_CHARACTER = Pattern.compile("\\p{Cs}");

	private CanonicalValues() {
	}

	/** Checks [a-z][a-z0-9_]{0,62}; a regular expression is far slower. */
	static String column(String name) {
		boolean valid = !name.isEmpty() && name.length() < 64;
		for (int i = 0; i < name.length(); i++) {
			char character = name.charAt(i);
			boolean letter = character >= 'a' && character <= 'z';
			valid &= letter || (i > 0 && (character == '_' || (character >= '0' && character <= '9')));
		}
		if (!valid) {
			throw new IllegalArgumentException("Not the name of a column: " + name);
		}
		return name;
	}

	/** A string or an integer. */
	static Object of(String column, Object value) {
		return switch (value) {
			case String text -> wellFormed(text);
			case UUID id -> id.toString();
			case Long integer -> exact(column, integer);
			case Integer integer -> integer.longValue();
			case Short integer -> integer.longValue();
			case Boolean flag -> flag ? 1L : 0L;
			case OffsetDateTime time -> microseconds(column, time.toInstant());
			case Instant time -> microseconds(column, time);
			default -> throw new IllegalArgumentException(
					"Column " + column + " has no canonical form for " + value.getClass().getName());
		};
	}

	/**
	 * H2 stores half a surrogate pair, but UTF-8 cannot. A row that cannot be written
	 * must not stop the sealing of all later ones, so the usual character replaces it.
	 */
	static String wellFormed(String text) {
		for (int i = 0; i < text.length(); i++) {
			if (Character.isSurrogate(text.charAt(i))) {
				return HALF_CHARACTER.matcher(text).replaceAll("\uFFFD");
			}
		}
		return text;
	}

	private static long exact(String column, long integer) {
		if (Math.abs(integer) > MAX_INTEGER || integer == Long.MIN_VALUE) {
			throw new IllegalArgumentException("Column " + column + " exceeds the integers of JSON");
		}
		return integer;
	}

	/** Databases store microseconds, so a finer time cannot have come out of one. */
	private static long microseconds(String column, Instant time) {
		try {
			if (time.truncatedTo(ChronoUnit.MICROS).equals(time)) {
				return exact(column, ChronoUnit.MICROS.between(Instant.EPOCH, time));
			}
			throw new IllegalArgumentException("Column " + column + " is finer than a microsecond");
		}
		catch (ArithmeticException ex) {
			// PostgreSQL's infinity, among others
			throw new IllegalArgumentException("Column " + column + " is too far from now", ex);
		}
	}

}
