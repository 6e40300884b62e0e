package rootpassword.evidence.row;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

import org.jspecify.annotations.Nullable;
import rootpassword.evidence.tree.Hash;
import rootpassword.evidence.tree.Rfc6962;

/**
 * A row of the audit trail in canonical form: a JSON object without spaces, its keys
 * sorted, with strings and integers only. RFC 8785 (JCS) gives the same bytes.
 */
public final class CanonicalRow {

	/** The version of this encoding, under a key that is no column. */
	private static final String VERSION_KEY = "v";

	private static final Long VERSION = 1L;

	/** String or Long. */
	private final SortedMap<String, Object> values;

	private final byte[] bytes;

	private final long seq;

	private final long at;

	private final String event;

	private CanonicalRow(SortedMap<String, Object> values, byte[] bytes) {
		if (!VERSION.equals(values.get(VERSION_KEY))) {
			throw new IllegalArgumentException("The row is not in version " + VERSION + " of the encoding");
		}
		if (!(values.get("seq") instanceof Long seq) || !(values.get("at") instanceof Long at)
				|| !(values.get("event") instanceof String event)) {
			throw new IllegalArgumentException("A row has an integer seq, an integer at and a string event");
		}
		this.seq = seq;
		this.at = at;
		this.event = event;
		this.values = Collections.unmodifiableSortedMap(values);
		this.bytes = bytes;
	}

	/**
	 * The canonical form of a row.
	 * @param columns the values by the names of their columns. Columns with {@code null}
	 * are left out
	 * @throws IllegalArgumentException if a value has no canonical form, or a column has
	 * an odd name
	 */
	public static CanonicalRow of(Map<String, ? extends @Nullable Object> columns) {
		SortedMap<String, Object> values = new TreeMap<>();
		columns.forEach((column, value) -> {
			if (value != null) {
				if (!isColumn(column) || column.equals(VERSION_KEY)) {
					throw new IllegalArgumentException("Not the name of a column: " + column);
				}
				values.put(column, CanonicalValues.of(column, value));
			}
		});
		values.put(VERSION_KEY, VERSION);
		return new CanonicalRow(values, CanonicalValues.write(values).getBytes(StandardCharsets.UTF_8));
	}

	/**
	 * Reads a row, and keeps columns that it does not know.
	 * @throws IllegalArgumentException if {@link #json} would write it differently
	 */
	public static CanonicalRow parse(String json) {
		byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
		if (!new String(bytes, StandardCharsets.UTF_8).equals(json)) {
			throw new IllegalArgumentException("The row contains half a character");
		}
		return parse(bytes);
	}

	/**
	 * Reads a row from UTF-8.
	 * @throws IllegalArgumentException if {@link #bytes} would write it differently
	 */
	public static CanonicalRow parse(byte[] bytes) {
		JsonCursor cursor = new JsonCursor(bytes, 0, bytes.length);
		SortedMap<String, Object> values = new TreeMap<>();
		String previous = "";
		cursor.expect("{");
		do {
			String key = cursor.string();
			if (key.compareTo(previous) <= 0 || !isColumn(key)) {
				throw new IllegalArgumentException("The columns are not in order, or one has an odd name");
			}
			cursor.expect(":");
			values.put(key, cursor.isString() ? cursor.string() : (Object) cursor.integer());
			previous = key;
		}
		while (cursor.skip(','));
		cursor.expect("}");
		cursor.end();
		return new CanonicalRow(values, bytes.clone());
	}

	/** A string as canonical JSON. */
	public static String quoted(String text) {
		StringBuilder json = new StringBuilder(text.length() + 2);
		CanonicalValues.quote(CanonicalValues.wellFormed(text), json);
		return json.toString();
	}

	/** Lowercase letters, digits and underscores; a regular expression is far slower. */
	private static boolean isColumn(String name) {
		boolean valid = !name.isEmpty() && name.length() < 64 && isLetter(name.charAt(0));
		for (int i = 1; valid && i < name.length(); i++) {
			char character = name.charAt(i);
			valid = isLetter(character) || (character >= '0' && character <= '9') || character == '_';
		}
		return valid;
	}

	private static boolean isLetter(char character) {
		return character >= 'a' && character <= 'z';
	}

	/** The bytes that are hashed: {@link #json} in UTF-8. */
	public byte[] bytes() {
		return this.bytes.clone();
	}

	public Hash leafHash() {
		return Rfc6962.leaf(this.bytes);
	}

	public String json() {
		return new String(this.bytes, StandardCharsets.UTF_8);
	}

	public long seq() {
		return this.seq;
	}

	/** In microseconds since the epoch. */
	public long at() {
		return this.at;
	}

	public String event() {
		return this.event;
	}

	public @Nullable String attemptId() {
		return text("attempt_id");
	}

	/** The values by the names of their columns: strings and longs. */
	public Map<String, Object> values() {
		return this.values;
	}

	/** The value of a column with text, or {@code null} if the row has none. */
	public @Nullable String text(String column) {
		return (this.values.get(column) instanceof String text) ? text : null;
	}

	/** Whether a column with a flag is true. */
	public boolean isTrue(String column) {
		return Long.valueOf(1).equals(this.values.get(column));
	}

	@Override
	public boolean equals(@Nullable Object other) {
		return other instanceof CanonicalRow row && Arrays.equals(this.bytes, row.bytes);
	}

	@Override
	public int hashCode() {
		return Arrays.hashCode(this.bytes);
	}

	@Override
	public String toString() {
		return json();
	}

}
