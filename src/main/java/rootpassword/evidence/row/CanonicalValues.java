package rootpassword.evidence.row;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.Map;
import java.util.SortedMap;
import java.util.UUID;

/**
 * The canonical form of values: strings and integers.
 */
final class CanonicalValues {

	/** The largest integer that every JSON library keeps exact: 2^53 - 1. */
	static final long MAX_INTEGER = (1L << 53) - 1;

	/** The characters with a short escape; {@link #LETTERS} has their letters. */
	static final String ESCAPED = "\"\\\b\t\n\f\r";

	static final String LETTERS = "\"\\btnfr";

	private CanonicalValues() {
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

	static String write(SortedMap<String, Object> values) {
		StringBuilder json = new StringBuilder(512);
		char separator = '{';
		for (Map.Entry<String, Object> value : values.entrySet()) {
			json.append(separator).append('"').append(value.getKey()).append("\":");
			if (value.getValue() instanceof String text) {
				quote(text, json);
			}
			else {
				json.append(value.getValue());
			}
			separator = ',';
		}
		return json.append('}').toString();
	}

	static void quote(String text, StringBuilder json) {
		json.append('"');
		for (int i = 0; i < text.length(); i++) {
			char character = text.charAt(i);
			int escape = ESCAPED.indexOf(character);
			if (escape >= 0) {
				json.append('\\').append(LETTERS.charAt(escape));
			}
			else if (character < ' ') {
				json.append("\\u00").append(HexFormat.of().toHexDigits((byte) character));
			}
			else {
				json.append(character);
			}
		}
		json.append('"');
	}

	/**
	 * H2 stores half a surrogate pair, UTF-8 has none. A row that cannot be written must
	 * not stop the sealing of all later ones, so it gets the usual replacement.
	 */
	static String wellFormed(String text) {
		StringBuilder replaced = new StringBuilder(text);
		for (int i = 0; i < text.length(); i += Character.charCount(text.codePointAt(i))) {
			int codePoint = text.codePointAt(i);
			if (codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE) {
				replaced.setCharAt(i, '\uFFFD');
			}
		}
		return replaced.toString();
	}

	private static long exact(String column, long integer) {
		if (Math.abs(integer) > MAX_INTEGER || integer == Long.MIN_VALUE) {
			throw new IllegalArgumentException("Column " + column + " exceeds the integers of JSON");
		}
		return integer;
	}

	/** Databases store microseconds, so a finer time cannot have come out of one. */
	private static long microseconds(String column, Instant time) {
		if (!time.truncatedTo(ChronoUnit.MICROS).equals(time)) {
			throw new IllegalArgumentException("Column " + column + " is finer than a microsecond");
		}
		try {
			return exact(column, ChronoUnit.MICROS.between(Instant.EPOCH, time));
		}
		catch (ArithmeticException ex) {
			// PostgreSQL's infinity, among others
			throw new IllegalArgumentException("Column " + column + " is too far from now", ex);
		}
	}

}
