package rootpassword.evidence.row;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

import org.jspecify.annotations.Nullable;
import rootpassword.evidence.tree.Hash;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.json.JsonWriteFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * A row of the audit trail in canonical form: a JSON object without spaces, its keys
 * sorted, with strings and integers only. RFC 8785 (JCS) gives the same bytes.
 */
public final class CanonicalRow {

	/** Without spaces, and with the escapes of RFC 8785. */
	private static final JsonMapper JSON = JsonMapper.builder()
		.disable(JsonWriteFeature.ESCAPE_FORWARD_SLASHES, JsonWriteFeature.WRITE_HEX_UPPER_CASE)
		.build();

	/** The key of the version of this encoding, which is not the name of a column. */
	private static final String VERSION_KEY = "v";

	private static final Long VERSION = 1L;

	/** String or Long. */
	private final SortedMap<String, Object> values = new TreeMap<>();

	private final byte[] bytes;

	private final long seq;

	private final long at;

	private final String event;

	/**
	 * The canonical form of a row. Columns with {@code null} are left out.
	 * @throws IllegalArgumentException if there is none
	 */
	public CanonicalRow(Map<String, ? extends @Nullable Object> columns) {
		columns.forEach((column, value) -> {
			if (value != null) {
				this.values.put(CanonicalValues.column(column), CanonicalValues.of(column, value));
			}
		});
		if (this.values.put(VERSION_KEY, VERSION) != null || !(this.values.get("seq") instanceof Long seq)
				|| !(this.values.get("at") instanceof Long at) || !(this.values.get("event") instanceof String event)) {
			throw new IllegalArgumentException("A row has an integer seq, an integer at, a string event, and no v");
		}
		this.seq = seq;
		this.at = at;
		this.event = event;
		this.bytes = JSON.writeValueAsString(this.values).getBytes(StandardCharsets.UTF_8);
	}

	/**
	 * Reads a row, and keeps columns that it does not know. Each other way to write the
	 * same row is refused, because the canonical form of what was read has other bytes.
	 * @throws IllegalArgumentException if {@link #bytes} would write it differently
	 */
	public static CanonicalRow parse(byte[] bytes) {
		Map<String, Object> columns = new HashMap<>();
		try (JsonParser json = JSON.createParser(bytes)) {
			json.nextToken();
			while (json.nextToken() == JsonToken.PROPERTY_NAME) {
				String column = json.currentName();
				columns.put(column,
						(json.nextToken() == JsonToken.VALUE_STRING) ? json.getString() : (Object) json.getLongValue());
			}
		}
		catch (JacksonException ex) {
			throw new IllegalArgumentException("The row is not an object of strings and integers", ex);
		}
		Object version = columns.remove(VERSION_KEY);
		CanonicalRow row = new CanonicalRow(columns);
		if (!VERSION.equals(version) || !Arrays.equals(row.bytes, bytes)) {
			throw new IllegalArgumentException("The row is not in version " + VERSION + " of the canonical form");
		}
		return row;
	}

	/** A string in canonical JSON. */
	public static String quoted(String text) {
		return JSON.writeValueAsString(CanonicalValues.wellFormed(text));
	}

	/**
	 * The text of a string in canonical JSON.
	 * @throws IllegalArgumentException if {@link #quoted} would write it differently
	 */
	public static String unquoted(byte[] bytes) {
		try {
			String text = JSON.readTree(bytes).stringValue("");
			if (Arrays.equals(quoted(text).getBytes(StandardCharsets.UTF_8), bytes)) {
				return text;
			}
			throw new IllegalArgumentException("The string is not in canonical form");
		}
		catch (JacksonException ex) {
			throw new IllegalArgumentException("The bytes are not a string", ex);
		}
	}

	/** The bytes that are hashed: {@link #json} in UTF-8. */
	public byte[] bytes() {
		return this.bytes.clone();
	}

	public Hash leafHash() {
		return Hash.ofLeaf(this.bytes);
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

	/** The values by the names of their columns: strings and longs. */
	public Map<String, Object> values() {
		return Collections.unmodifiableSortedMap(this.values);
	}

}
